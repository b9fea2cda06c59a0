/** Admission: giving free slots to the edits that wait longest, and letting their executions go on. */

import type { Controls } from '../admission/controls.ts';
import { DEFAULT_POOL, openSlot, type Pool, slotsUsed, type WaitingEdit } from '../admission/pool.ts';
import { capacityOf } from '../admission/pool-limits.ts';
import type { Edit } from '../edit/edit.ts';
import { applyChange } from '../edit/edit-change.ts';
import { isWaiting } from '../edit/ledger-effects.ts';
import { errorName } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Workflow } from '../ports/workflow.ts';
import { changeEdit } from './change-edit.ts';

/** What admission needs. `capacity` is the deployed one; the controls may override it. */
export interface AdmissionDeps {
  readonly ledger: Ledger;
  readonly workflow: Workflow;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'log'>;
  readonly capacity: number;
}

/** Slots of a pool as they are set, and as the service takes them. */
const capacityFor = ({ limits }: Pool, controls: Controls, deployed: number): number =>
  capacityOf(limits, controls.capacity ?? deployed);

/** Edits read beyond those that there are slots for: some of them have a slot, or were let go meanwhile. */
const SPARE = 10;

/**
 * Gives the free slots to the edits that wait longest and resumes their executions. Safe to call at any time and twice: the slot is
 * written before the token is used, and an edit that has a slot but still waits gets its token again. One that cannot be admitted is left to the next admission, the sweep's at the latest: no other edit, least of all
 * the caller's, fails because of it. @throws Unavailable when the pool or the queue cannot be read
 */
export const admitWaiting = async (deps: AdmissionDeps): Promise<void> => {
  const controls = await deps.ledger.controls();
  if (controls.paused) return;
  const pool = await deps.ledger.pool(DEFAULT_POOL);
  const capacity = capacityFor(pool, controls, deps.capacity);
  const waiting = await deps.ledger.waiting(Math.max(0, capacity - slotsUsed(pool)) + SPARE);
  const admission: Admission = { deps, capacity, pool };
  for (const edit of waiting) {
    try {
      await admit(admission, edit);
    } catch (error) {
      deps.telemetry.log('warn', 'not admitted', { editId: edit.editId, error: errorName(error) });
    }
  }
};

/** One admission at work, with the pool as it was last read. */
interface Admission {
  readonly deps: AdmissionDeps;
  readonly capacity: number;
  pool: Pool;
}

const admit = async (admission: Admission, { editId, hasSlot }: WaitingEdit): Promise<void> => {
  const { deps } = admission;
  const edit = hasSlot ? await deps.ledger.get(editId) : await takeSlot(admission, editId);
  if (edit?.slot !== undefined && isWaiting(edit)) await resumeExecution(deps, edit);
};

/** How often a slot is tried for one edit, when others take slots or write the edit at the same time. */
const MAX_TRIES = 12;

/** Writes a slot on the record of a waiting edit, and answers the record; without a slot when there is none. @throws Unavailable */
const takeSlot = async (admission: Admission, editId: string): Promise<Edit | undefined> => {
  const { ledger, clock } = admission.deps;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const open = openSlot(admission.pool, admission.capacity, placeOf(editId));
    if (open === undefined) return undefined;
    const edit = await ledger.get(editId);
    if (edit === undefined || !isWaiting(edit) || edit.slot !== undefined) return edit;
    const now = clock.now();
    const next = applyChange(edit, { slot: open.slot, times: { admittedAt: now } }, now);
    const outcome = await ledger.commit(edit, next, { slotBound: open.bound });
    if (outcome === 'committed') {
      const used = admission.pool.used.map((count, shard) => (shard === open.slot.shard ? count + 1 : count));
      admission.pool = { ...admission.pool, used };
      return next;
    }
    if (outcome === 'no-slot') admission.pool = await ledger.pool(DEFAULT_POOL);
  }
  return undefined;
};

/**
 * Gives a slot at once to an edit that comes to wait while a slot is free and nobody waits: one write, where a place in the queue, the slot
 * and the used token take three. Answers whether it did; the caller then lets the execution go on with its own token. Cut off in
 * between, the step is tried again and finds the slot. `began`: when the caller began, epoch ms. @throws Unavailable
 */
export const admitAtOnce = async ({ ledger, clock, ...deps }: AdmissionDeps, editId: string, began: number): Promise<boolean> => {
  const edit = await ledger.get(editId);
  if (edit?.state !== 'QUEUED' || edit.taskToken !== undefined || edit.slot !== undefined) return false;
  const controls = await ledger.controls();
  if (controls.paused) return false;
  const pool = await ledger.pool(DEFAULT_POOL);
  const open = openSlot(pool, capacityFor(pool, controls, deps.capacity), placeOf(editId));
  if (open === undefined || (await ledger.waiting(1)).length > 0) return false;
  const now = clock.now();
  const times = { waitingSince: edit.times.waitingSince ?? began, tokenAt: began, admittedAt: now };
  const next = applyChange(edit, { slot: open.slot, times }, now);
  return (await ledger.commit(edit, next, { slotBound: open.bound })) === 'committed';
};

/** Spreads edits over shards with equal room, in [0, 1): their ids are hashes. */
const placeOf = (editId: string): number => Number.parseInt(editId.slice(0, 8), 16) / 2 ** 32 || 0;

/**
 * Lets the execution of an edit that has a slot go on. Uses the token first and forgets it second: a crash in between sends it
 * twice, which the workflow ignores, and never loses it. @throws Unavailable
 */
export const resumeExecution = async (deps: AdmissionDeps, { editId, taskToken }: Edit): Promise<boolean> => {
  if (taskToken === undefined) return false;
  await deps.workflow.succeed(taskToken, { editId });
  await changeEdit(deps, editId, (current) => (current.taskToken === taskToken ? { taskToken: undefined } : undefined));
  return true;
};
