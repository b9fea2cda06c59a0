/** What Darkroom tells the world about an edit. */

import type { Edit, SubmittingEdit } from '../edit/edit.ts';
import type { EditState } from '../edit/state.ts';
import type { Problem } from '../errors.ts';
import { hashOf } from '../ids.ts';
import { omitUndefined } from '../omit-undefined.ts';

/** Source of every event on the bus. */
export const EVENT_SOURCE = 'darkroom';

/** Detail type of the event that each published moment has. */
export const DETAIL_TYPES = {
  QUEUED: 'Image Edit Queued',
  RUNNING: 'Image Edit Submitted',
  SUCCEEDED: 'Image Edit Succeeded',
  PARTIAL: 'Image Edit Partially Succeeded',
  FAILED: 'Image Edit Failed',
  REJECTED: 'Image Edit Rejected',
  CANCELED: 'Image Edit Canceled',
  UNRESOLVED: 'Image Edit Unresolved',
} as const satisfies Partial<Record<EditState, string>>;
/** One of the values of {@link DETAIL_TYPES}. */
export type DetailType = (typeof DETAIL_TYPES)[keyof typeof DETAIL_TYPES];

/** Detail of every event, version 1: ids and keys, never pictures, prompts or signed URLs. */
export interface EventDetail {
  readonly version: '1';
  readonly editId: string;
  readonly state: EditState;
  /** ISO 8601. */
  readonly time: string;
  readonly source: { readonly kind: 'upload' | 'request' | 'api'; readonly key?: string; readonly versionId?: string };
  readonly preset?: string;
  readonly taskId?: string;
  readonly resultPrefix: string;
  /** Keys of the stored results, in order. */
  readonly results: readonly string[];
  readonly imageCount?: number;
  readonly costUsd?: number;
  readonly retryOf?: string;
  readonly problem?: Problem;
}

/** One event. `id` is the same when the same moment is published again, so that a consumer can drop repeats. */
export interface EditEvent {
  readonly id: string;
  readonly detailType: DetailType;
  readonly detail: EventDetail;
}

/** The event of the moment an edit is in; undefined in SUBMITTING, which is not published: it lasts for one call. */
export const eventOf = (edit: Edit): EditEvent | undefined => {
  if (edit.state === 'SUBMITTING') return undefined;
  const detailType = DETAIL_TYPES[edit.state];
  const instant = momentOf(edit);
  return { id: hashOf(edit.editId, detailType, String(instant)), detailType, detail: detailOf(edit, instant) };
};

const momentOf = (edit: Exclude<Edit, SubmittingEdit>): number => {
  if (edit.state === 'QUEUED') return edit.times.createdAt;
  return edit.state === 'RUNNING' ? edit.times.submittedAt : edit.times.finishedAt;
};

const detailOf = (edit: Edit, instant: number): EventDetail => ({
  version: '1',
  editId: edit.editId,
  state: edit.state,
  time: new Date(instant).toISOString(),
  source:
    edit.source.kind === 'api'
      ? { kind: 'api' }
      : { kind: edit.source.kind, key: edit.source.key, versionId: edit.source.versionId },
  ...omitUndefined({ preset: edit.preset, taskId: edit.taskId }),
  resultPrefix: edit.resultPrefix,
  results: (edit.results ?? []).flatMap((result) => ('key' in result ? [result.key] : [])),
  ...omitUndefined({ imageCount: edit.imageCount, costUsd: edit.costUsd, retryOf: edit.retryOf, problem: edit.problem }),
});
