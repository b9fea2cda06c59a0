/** From the ledger's record to what may be shown: no task tokens, no idempotency keys. */

import type { Edit } from '../edit/edit.ts';
import type { EditImage, EditResult, EditTimes } from '../edit/edit-record.ts';
import { isWaiting } from '../edit/ledger-effects.ts';
import { type EditState, isTerminal } from '../edit/state.ts';
import { isoTime } from '../iso-time.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Store } from '../ports/store.ts';
import type { EditView, ImageView, ResultView } from './edit-schema.ts';

/** What a view is made with. */
export interface ViewDeps {
  readonly ledger: Pick<Ledger, 'waitingBefore'>;
  readonly store: Pick<Store, 'link'>;
  readonly clock: { now(): number };
}

/** How long links to pictures work, in seconds: an hour of looking at a page. */
export const RESULT_LINK_SECONDS = 3600;

/** The status in words, for people. */
export const STATUS_TEXTS: Readonly<Record<EditState, string>> = {
  QUEUED: 'Waiting for a free slot at the service',
  SUBMITTING: 'Being handed to the service',
  RUNNING: 'The service is working on it',
  SUCCEEDED: 'Done',
  PARTIAL: 'Done, but some images are missing',
  FAILED: 'Failed; its usage says whether anything was charged',
  UNRESOLVED: 'Its outcome could not be found out; a person has to decide',
  CANCELED: 'Canceled',
  REJECTED: 'Rejected before anything was spent',
};

/** The view of an edit. `links`: whether to make links to the pictures. @throws Unavailable */
export const viewOfEdit = async (deps: ViewDeps, edit: Edit, { links }: { readonly links: boolean }): Promise<EditView> => {
  const { store, clock } = deps;
  const linker = links ? store : undefined;
  const ended = isTerminal(edit.state);
  const images = await Promise.all(edit.images.map((image) => imageView(linker, image)));
  const results = await Promise.all((edit.results ?? []).map((result) => resultView(linker, result)));
  const position = isWaiting(edit) ? await queuePosition(deps, edit) : undefined;
  return {
    id: edit.editId,
    status: edit.state,
    statusText: STATUS_TEXTS[edit.state],
    ended,
    source: sourceView(edit),
    prompt: edit.prompt,
    parameters: edit.parameters,
    images,
    results,
    resultPrefix: edit.resultPrefix,
    times: timesView(edit, ended),
    seconds: secondsView(edit.times, ended ? (edit.times.finishedAt ?? edit.times.updatedAt) : clock.now()),
    links: linksView(edit, ended),
    ...omitUndefined({
      preset: edit.preset,
      actualPrompt: edit.actualPrompt,
      taskId: edit.taskId,
      usage: edit.imageCount === undefined ? undefined : { imageCount: edit.imageCount },
      costUsd: edit.costUsd,
      queuePosition: position,
      cancelRequestedAt: edit.cancelRequestedAt === undefined ? undefined : isoTime(edit.cancelRequestedAt),
      retryOf: edit.retryOf,
      problem: edit.problem,
    }),
  };
};

const queuePosition = async ({ ledger }: ViewDeps, { times }: Edit): Promise<number> =>
  1 + (await ledger.waitingBefore(times.waitingSince ?? times.createdAt));

const sourceView = ({ source }: Edit): EditView['source'] =>
  source.kind === 'api' ? { kind: 'api' } : { kind: source.kind, key: source.key, versionId: source.versionId };

const imageView = async (store: Pick<Store, 'link'> | undefined, image: EditImage): Promise<ImageView> => {
  if (image.kind === 'url') return { url: image.url };
  const { kind: _kind, ...picture } = image;
  const url = await store?.link(image, { mediaType: image.mediaType, seconds: RESULT_LINK_SECONDS });
  return { ...picture, ...omitUndefined({ url }) };
};

const resultView = async (store: Pick<Store, 'link'> | undefined, result: EditResult): Promise<ResultView> => {
  if ('problem' in result) return result;
  const { mediaType = 'image/png' } = result;
  const url = await store?.link({ key: result.key }, { mediaType, seconds: RESULT_LINK_SECONDS });
  return { ...result, mediaType, ...omitUndefined({ url }) };
};

/**
 * An edit that was given up once and goes on again has not finished. `tokenAt` and `closedAt` concern Darkroom alone. The last submission
 * is told by the instant at which it began: `updatedAt` moves on while its outcome is looked for.
 */
const timesView = ({ times, submission }: Edit, ended: boolean): EditView['times'] => {
  const { createdAt, updatedAt, finishedAt, tokenAt: _token, closedAt: _closed, ...others } = times;
  const instants = omitUndefined({ ...others, submissionAt: submission?.startedAt });
  return {
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...Object.fromEntries(Object.entries(instants).map(([name, instant]) => [name, isoTime(instant)])),
    // Stryker disable next-line ConditionalExpression: equivalent - what has ended says when; the type of the times does not know it
    ...(ended && finishedAt !== undefined ? { finishedAt: isoTime(finishedAt) } : {}),
  };
};

const secondsView = (times: EditTimes, until: number): EditView['seconds'] => {
  const between = (from: number, to: number): number => Math.max(0, Math.round((to - from) / 100) / 10);
  const { createdAt, submittedAt, taskScheduledAt, taskSubmittedAt, taskEndedAt } = times;
  const began = taskScheduledAt ?? taskSubmittedAt;
  return {
    waiting: between(createdAt, submittedAt ?? until),
    total: between(createdAt, until),
    ...(began === undefined || taskEndedAt === undefined ? {} : { model: between(began, taskEndedAt) }),
  };
};

const linksView = ({ editId }: Edit, ended: boolean): EditView['links'] => {
  const self = `/edits/${editId}`;
  return ended ? { self, retry: `${self}/retry` } : { self, cancel: `${self}/cancel` };
};
