/** Writes SUBMITTING, and with it the create lock, before anything is sent (money rule 1). */

import { needEdit } from '#core/actions/change-edit.ts';
import { createLockFreeIn, DEFAULT_POOL, type Pool } from '#core/admission/pool.ts';
import { clockOffsetAt } from '#core/admission/pool-limits.ts';
import { CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import type { Edit, SubmittingEdit } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import type { Submission } from '#core/edit/edit-record.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { SubmitDeps } from './deps.ts';
import { canceled, createLockBusy, submissionUnknown } from './errors.ts';

/** A create usually takes a third of a second: how often it is worth waiting for one in place; the workflow waits longer. */
const MAX_WAITS = 8;

/** How soon to look again while another edit has the create lock, in ms. */
const LOOK_AGAIN_MS = 250;

/**
 * Waits for the create lock, takes it and writes the attempt in one transaction. An edit that has a task by now (another run of this
 * step was faster) is answered as it is. @throws NotAccepted CREATE_LOCK_BUSY, SubmissionUnknown, Canceled, Unavailable
 */
export const beginSubmission = async (deps: SubmitDeps, editId: string): Promise<SubmittingEdit | Edit> => {
  for (let waited = 0; waited <= MAX_WAITS; waited += 1) {
    const edit = await needEdit(deps.ledger, editId);
    if (edit.taskId !== undefined) return edit;
    if (edit.state === 'SUBMITTING') throw submissionUnknown(editId, 'another run of the step wrote its attempt first');
    if (edit.state !== 'QUEUED' || edit.cancelRequestedAt !== undefined) throw canceled(edit);
    const pool = await deps.ledger.pool(edit.slot?.pool ?? DEFAULT_POOL);
    const freeIn = await freeInMs(deps, pool);
    if (freeIn === 0) {
      const next = submitting(edit, pool, deps.clock.now());
      const outcome = await deps.ledger.commit(edit, next, { createLockOver: pool.createLock });
      if (outcome === 'committed') return next;
    } else {
      await deps.clock.sleep(Math.min(freeIn, LOOK_AGAIN_MS));
    }
  }
  throw createLockBusy(editId);
};

/** The owner's record is read only while the lock may be held: it says whether the create is still in doubt. */
const freeInMs = async ({ ledger, clock }: SubmitDeps, pool: Pool): Promise<number> => {
  const { createLock } = pool;
  const mayBeHeld = createLock !== undefined && clock.now() < createLock.until;
  return createLockFreeIn(pool, mayBeHeld ? await ledger.get(createLock.editId) : undefined, clock.now());
};

const submitting = (edit: Edit, { limits }: Pool, now: number): Edit => {
  const submission: Submission = {
    attempt: (edit.submission?.attempt ?? 0) + 1,
    startedAt: now,
    until: now + CREATE_LOCK_MS,
    ...omitUndefined({ clockOffsetMs: clockOffsetAt(limits, now) }),
  };
  return applyChange(edit, { state: 'SUBMITTING', taskToken: undefined, submission }, now);
};
