/**
 * Opening an edit: check, claim, start, tell. The one way in for uploads, written requests, calls and retries.
 *
 * The claim decides: whoever comes second with the same id finds the edit that is there. Everything after the claim may be cut off by
 * a crash and is made up for by the next delivery of the same event: starting the same execution twice starts it once.
 */

import type { BudgetShare, Edit, EditSource } from '../edit/edit.ts';
import type { Problem } from '../errors.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Clock } from '../ports/clock.ts';
import type { BudgetCaps, Ledger } from '../ports/ledger.ts';
import type { Store } from '../ports/store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { UrlRules } from '../public-url.ts';
import type { Instruction, Resolution } from '../request/instruction.ts';
import { withDefaults } from '../request/request.ts';
import { announceEdit } from './end-edit.ts';
import { pinImages } from './pin-images.ts';

/** Settings of the front door. */
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
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly config: StartEditConfig;
}

/** An edit to open. */
export interface EditOrder {
  readonly editId: string;
  readonly source: EditSource;
  readonly resultPrefix: string;
  readonly retryOf?: string;
  /** Versions of keys that an event fixed. */
  readonly versions?: Readonly<Record<string, string>>;
  /** What is to be done, or why that cannot be said. Asked for only when the edit is not there yet. */
  resolve(): Promise<Resolution>;
  /** What is known of the wish when it is refused, for the record. */
  readonly wish?: { readonly prompt?: string | undefined; readonly preset?: string | undefined };
}

/** The edit, and whether this call opened it (`exists`: an earlier one did). A refused order is opened as REJECTED. */
export interface OpenedEdit {
  readonly outcome: 'opened' | 'exists';
  readonly edit: Edit;
}

/** Opens an edit, or finds the one that is there; safe to repeat. @throws Unavailable, and what `resolve` throws */
export const openEdit = async (deps: StartEditDeps, order: EditOrder): Promise<OpenedEdit> => {
  const existing = await deps.ledger.get(order.editId);
  if (existing !== undefined) return finish(deps, { outcome: 'exists', edit: existing });
  const resolution = await order.resolve();
  if ('problem' in resolution) return reject(deps, order, resolution.problem);
  const { instruction } = resolution;
  const pinned = await pinImages(
    {
      store: deps.store,
      urlRules: { ...(deps.config.allowOrigins === undefined ? {} : { allowOrigins: deps.config.allowOrigins }) },
    },
    instruction.images,
    order.versions,
  );
  if ('problem' in pinned) return reject(deps, order, pinned.problem, instruction);
  return claim(deps, order, instruction, { ...newEdit(deps, order, instruction), images: pinned.images });
};

const claim = async (deps: StartEditDeps, order: EditOrder, instruction: Instruction, draft: Edit): Promise<OpenedEdit> => {
  const day = new Date(draft.times.createdAt).toISOString().slice(0, 10);
  const budget: BudgetShare = {
    day,
    reserved: instruction.parameters.n,
    ...(instruction.preset === undefined ? {} : { preset: instruction.preset }),
  };
  const edit: Edit = { ...draft, state: 'QUEUED', executions: 1, budget };
  const claimed = await deps.ledger.claim(edit, await caps(deps, instruction));
  switch (claimed.outcome) {
    case 'claimed':
      return finish(deps, { outcome: 'opened', edit });
    case 'exists':
      return finish(deps, { outcome: 'exists', edit: claimed.edit });
    case 'over-budget':
      return reject(deps, order, overBudget(claimed, day, instruction), instruction, draft.images);
  }
};

const caps = async ({ ledger, config }: StartEditDeps, instruction: Instruction): Promise<BudgetCaps> => {
  const imagesPerDay = (await ledger.controls()).imagesPerDay ?? config.imagesPerDay;
  const ofPreset = instruction.imagesPerDayOfPreset;
  return {
    ...(imagesPerDay === undefined ? {} : { imagesPerDay }),
    ...(ofPreset === undefined ? {} : { imagesPerDayOfPreset: ofPreset }),
  };
};

const newEdit = ({ clock }: StartEditDeps, order: EditOrder, instruction: Instruction | undefined): Edit => {
  const now = clock.now();
  const preset = instruction?.preset ?? order.wish?.preset;
  return {
    editId: order.editId,
    revision: 1,
    state: 'REJECTED',
    source: order.source,
    resultPrefix: order.resultPrefix,
    ...(preset === undefined ? {} : { preset }),
    prompt: instruction?.prompt ?? order.wish?.prompt ?? '',
    parameters: instruction?.parameters ?? withDefaults({}),
    images: [],
    times: { createdAt: now, updatedAt: now },
    executions: 0,
    ...(order.retryOf === undefined ? {} : { retryOf: order.retryOf }),
  };
};

/** The refusal is claimed as well, so that the same event again finds it instead of being judged anew. */
const reject = async (
  deps: StartEditDeps,
  order: EditOrder,
  problem: Problem,
  instruction?: Instruction,
  images: Edit['images'] = [],
): Promise<OpenedEdit> => {
  const draft = newEdit(deps, order, instruction);
  const edit: Edit = { ...draft, images, problem, times: { ...draft.times, finishedAt: draft.times.createdAt } };
  const claimed = await deps.ledger.claim(edit, {});
  if (claimed.outcome === 'exists') return finish(deps, { outcome: 'exists', edit: claimed.edit });
  deps.telemetry.measure('EditsRejected', 'Count', 1, { code: problem.code });
  return finish(deps, { outcome: 'opened', edit });
};

/** Starts what is queued and was never with the model, and announces; both are safe to repeat. */
const finish = async (deps: StartEditDeps, opened: OpenedEdit): Promise<OpenedEdit> => {
  const { edit } = opened;
  const fresh = edit.state === 'REJECTED' || (edit.state === 'QUEUED' && edit.executions <= 1 && edit.taskToken === undefined);
  if (!fresh) return opened;
  if (edit.state === 'QUEUED') await deps.workflow.start(edit.editId, 1);
  await announceEdit(deps.announcer, edit);
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
  message: `the budget of ${cap} images for ${day}${of === 'preset' ? ` of preset "${preset ?? ''}"` : ''} has ${Math.max(0, cap - used)} left; this edit needs ${parameters.n}`,
  hint:
    of === 'preset'
      ? 'Wait for the next day (UTC), or raise imagesPerDay in the preset; then retry the edit.'
      : 'Wait for the next day (UTC), or raise the budget with PUT /controls; then retry the edit.',
});
