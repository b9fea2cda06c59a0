/**
 * Opening an edit: check, claim, start, tell. The one way in for uploads, written requests, calls and retries.
 *
 * The claim decides: whoever comes second with the same id finds the edit that is there. Everything after the claim may be cut off by
 * a crash and is made up for by the next delivery of the same event: starting the same execution twice starts it once.
 */

import type { Edit } from '../edit/edit.ts';
import type { BudgetShare, EditRecord, EditSource } from '../edit/edit-record.ts';
import type { Problem } from '../errors.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventPublisher } from '../ports/event-publisher.ts';
import type { BudgetCaps, Ledger } from '../ports/ledger.ts';
import type { Store } from '../ports/store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { UrlRules } from '../public-url.ts';
import type { Instruction, Resolution } from '../request/instruction.ts';
import { withDefaults } from '../request/request.ts';
import { redactProblem } from '../text/redact.ts';
import { publishEdit } from './end-edit.ts';
import { resolveImages } from './resolve-images.ts';

/** Settings of whatever opens edits. */
export interface StartEditConfig {
  /** Images a day over all edits; undefined: no bound. The controls override it. */
  readonly imagesPerDay?: number;
  /** Loopback origins from which pictures may be named besides public hosts; for tests and the embedded runtime. */
  readonly allowOrigins?: UrlRules['allowOrigins'];
}

/** What opening an edit needs. */
export interface StartEditDeps {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly workflow: Workflow;
  readonly publisher: EventPublisher;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly config: StartEditConfig;
}

/** An edit to open. */
export interface NewEdit {
  readonly editId: string;
  readonly source: EditSource;
  readonly resultPrefix: string;
  readonly retryOf?: string;
  /** The instruction, or why there is none. Called only when the edit is not there yet. */
  resolve(): Promise<Resolution>;
  /** What was requested, as far as it is known: kept on the record when the edit is refused. */
  readonly requested?: { readonly prompt?: string | undefined; readonly preset?: string | undefined };
}

/** The edit, and whether this call opened it (`exists`: an earlier one did). What is refused is opened as REJECTED. */
export interface OpenedEdit {
  readonly outcome: 'opened' | 'exists';
  readonly edit: Edit;
}

/** Opens an edit, or finds the one that is there; safe to repeat. @throws Unavailable, and what `resolve` throws */
export const openEdit = async (deps: StartEditDeps, newEdit: NewEdit): Promise<OpenedEdit> => {
  const existing = await deps.ledger.get(newEdit.editId);
  if (existing !== undefined) return finish(deps, { outcome: 'exists', edit: existing });
  const resolution = await newEdit.resolve();
  if ('problem' in resolution) return reject(deps, newEdit, resolution.problem);
  const { instruction } = resolution;
  const resolved = await resolveImages(deps, instruction.images);
  if ('problem' in resolved) return reject(deps, newEdit, resolved.problem, instruction);
  return claim(deps, newEdit, instruction, { ...draftEdit(deps, newEdit, instruction), images: resolved.images });
};

const claim = async (deps: StartEditDeps, newEdit: NewEdit, instruction: Instruction, draft: Draft): Promise<OpenedEdit> => {
  const day = new Date(draft.times.createdAt).toISOString().slice(0, 10);
  const budget: BudgetShare = {
    day,
    reserved: instruction.parameters.n,
    ...omitUndefined({ preset: instruction.preset }),
  };
  const edit: Edit = { ...draft, state: 'QUEUED', executions: 1, budget };
  const claimed = await deps.ledger.claim(edit, await caps(deps, instruction));
  switch (claimed.outcome) {
    case 'claimed':
      return finish(deps, { outcome: 'opened', edit: claimed.edit });
    // Stryker disable next-line ConditionalExpression: equivalent - the refusal of an edit that is there finds it too
    case 'exists':
      return finish(deps, { outcome: 'exists', edit: claimed.edit });
    case 'over-budget':
      return reject(deps, newEdit, overBudget(claimed, day, instruction), instruction, draft.images);
  }
};

const caps = async ({ ledger, config }: StartEditDeps, instruction: Instruction): Promise<BudgetCaps> => {
  const imagesPerDay = (await ledger.controls()).imagesPerDay ?? config.imagesPerDay;
  const ofPreset = instruction.imagesPerDayOfPreset;
  return omitUndefined({ imagesPerDay, imagesPerDayOfPreset: ofPreset });
};

/** A new record before it is decided what becomes of it. */
type Draft = Omit<EditRecord, 'state'>;

const draftEdit = ({ clock }: StartEditDeps, newEdit: NewEdit, instruction: Instruction | undefined): Draft => {
  const now = clock.now();
  const preset = instruction?.preset ?? newEdit.requested?.preset;
  return {
    editId: newEdit.editId,
    revision: 1,
    source: newEdit.source,
    resultPrefix: newEdit.resultPrefix,
    ...omitUndefined({ preset }),
    prompt: instruction?.prompt ?? newEdit.requested?.prompt ?? '',
    parameters: instruction?.parameters ?? withDefaults({}),
    // Stryker disable next-line ArrayDeclaration: equivalent - whoever makes an edit of the draft says its images
    images: [],
    times: { createdAt: now, updatedAt: now },
    executions: 0,
    ...omitUndefined({ retryOf: newEdit.retryOf }),
  };
};

/** The refusal is claimed as well, so that the same event again finds it instead of being judged anew. */
const reject = async (
  deps: StartEditDeps,
  newEdit: NewEdit,
  problem: Problem,
  instruction?: Instruction,
  images: Edit['images'] = [],
): Promise<OpenedEdit> => {
  const draft = draftEdit(deps, newEdit, instruction);
  const edit: Edit = {
    ...draft,
    state: 'REJECTED',
    images,
    problem: redactProblem(problem),
    times: { ...draft.times, finishedAt: draft.times.createdAt },
  };
  const claimed = await deps.ledger.claim(edit, {});
  if (claimed.outcome === 'exists') return finish(deps, { outcome: 'exists', edit: claimed.edit });
  deps.telemetry.measure('Edits', 1, { outcome: 'REJECTED' });
  deps.telemetry.measure('EditsRejected', 1, { code: problem.code });
  return finish(deps, { outcome: 'opened', edit });
};

/** Starts what is queued and was never with the model, and publishes; both are safe to repeat. */
const finish = async (deps: StartEditDeps, opened: OpenedEdit): Promise<OpenedEdit> => {
  const { edit } = opened;
  const fresh = edit.state === 'REJECTED' || (edit.state === 'QUEUED' && edit.executions <= 1 && edit.taskToken === undefined);
  if (!fresh) return opened;
  if (edit.state === 'QUEUED') await deps.workflow.start(edit.editId, 1);
  await publishEdit(deps.publisher, edit);
  deps.telemetry.log('info', edit.state === 'REJECTED' ? 'edit rejected' : 'edit queued', {
    editId: edit.editId,
    source: edit.source.kind,
    repeated: opened.outcome === 'exists',
    code: edit.problem?.code,
  });
  return opened;
};

const overBudget = (
  { of, used, cap }: { readonly of: 'day' | 'preset'; readonly used: number; readonly cap: number },
  day: string,
  { parameters, preset }: Instruction,
): Problem => ({
  code: 'BUDGET_EXCEEDED',
  message: `the budget of ${cap} images for ${day}${of === 'preset' ? ` of preset "${preset}"` : ''} has ${Math.max(0, cap - used)} left; this edit needs ${parameters.n}`,
  hint:
    of === 'preset'
      ? 'Wait for the next day (UTC), or raise imagesPerDay in the preset; then retry the edit.'
      : 'Wait for the next day (UTC), or raise the budget with PUT /controls; then retry the edit.',
});
