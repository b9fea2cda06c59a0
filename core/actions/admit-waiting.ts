/** Granting slots to waiting edits, and everything else that changes the admission document. */

import { type Admission, grantSlots, holdsSlot, withoutSlot } from '../admission/admission.ts';
import { needsSlot } from '../edit/edit.ts';
import { isWaiting } from '../edit/ledger-effects.ts';
import { Unavailable } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Workflow } from '../ports/workflow.ts';
import { changeEdit } from './change-edit.ts';
import { compareAndSwap } from './compare-and-swap.ts';

/** What admission needs. `capacity` is the deployed one; the controls may override it. */
export interface AdmissionDeps {
  readonly ledger: Ledger;
  readonly workflow: Workflow;
  readonly clock: Clock;
  readonly capacity: number;
}

const MAX_CONFLICTS = 25;

/**
 * Changes the admission document by compare-and-set. `decide` answers the new document, or the same one to leave it.
 * @throws Unavailable ADMISSION_CONFLICT
 */
export const changeAdmission = async (
  { ledger, clock }: Pick<AdmissionDeps, 'ledger' | 'clock'>,
  decide: (admission: Admission) => Admission,
): Promise<Admission> => {
  const swapped = await compareAndSwap<Admission>({
    tries: MAX_CONFLICTS,
    read: () => ledger.admission(),
    decide: (admission) => {
      const next = decide(admission);
      return next === admission ? undefined : { ...next, revision: admission.revision + 1 };
    },
    // Stryker disable next-line StringLiteral: equivalent - whatever is not committed is a conflict
    write: async (_admission, next) => ((await ledger.commitAdmission(next)) ? 'committed' : 'conflict'),
    pause: (attempt) => clock.sleep(attempt * 20),
  });
  if (swapped.outcome !== 'conflict') return swapped.record;
  throw new Unavailable({
    code: 'ADMISSION_CONFLICT',
    message: `the admission document was changed by others ${MAX_CONFLICTS} times in a row`,
    hint: 'The step is repeated by the workflow; nothing to do.',
  });
};

/** Slots that went to edits which ended meanwhile are granted anew this often; then the sweep grants them. */
const MAX_ROUNDS = 5;

/**
 * Grants free slots to the edits that wait longest and resumes their executions. Safe to call at any time and twice:
 * a slot is written before its token is used, and an edit that holds a slot but still waits gets its token again.
 * Answers the ids whose executions go on. @throws Unavailable after every other execution was resumed
 */
export const admitWaiting = async (deps: AdmissionDeps): Promise<readonly string[]> => {
  const controls = await deps.ledger.controls();
  if (controls.paused) return [];
  const capacity = controls.capacity ?? deps.capacity;
  const admitted: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { gone, slotsBack } = await admitRound(deps, capacity);
    admitted.push(...gone);
    if (!slotsBack) break;
  }
  return admitted;
};

/** `slotsBack`: a slot came back at once, and perhaps somebody else waits for it. */
const admitRound = async (
  deps: AdmissionDeps,
  capacity: number,
): Promise<{ readonly gone: readonly string[]; readonly slotsBack: boolean }> => {
  const waiting = await deps.ledger.waiting(capacity * 2);
  if (waiting.length === 0) return { gone: [], slotsBack: false };
  const admission = await changeAdmission(
    deps,
    (current) => grantSlots(current, waiting, { capacity }, deps.clock.now()).admission,
  );
  const holders = waiting.filter((edit) => holdsSlot(admission, edit.editId)).map((edit) => edit.editId);
  const gone: string[] = [];
  const failures: unknown[] = [];
  for (const editId of holders) {
    try {
      if (await resumeExecution(deps, editId)) gone.push(editId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { gone, slotsBack: gone.length < holders.length };
};

/** Gives the slot of an edit back and lets the next edits go. */
export const releaseSlot = async (deps: AdmissionDeps, editId: string): Promise<void> => {
  await changeAdmission(deps, (admission) => withoutSlot(admission, editId));
  await admitWaiting(deps);
};

/**
 * Lets the execution of an edit that was given a slot go on. Uses the token first and forgets it second: a crash in between sends
 * it twice, which the workflow ignores, and never loses it. The list of waiting edits is read before the slots are written, so a
 * slot may have gone to an edit that ended meanwhile; such a slot is released, which is answered as `false`.
 */
export const resumeExecution = async (deps: AdmissionDeps, editId: string): Promise<boolean> => {
  const edit = await deps.ledger.get(editId);
  if (edit === undefined || !needsSlot(edit)) {
    await changeAdmission(deps, (admission) => withoutSlot(admission, editId));
    return false;
  }
  const token = isWaiting(edit) ? edit.taskToken : undefined;
  if (token === undefined) return true;
  await deps.workflow.succeed(token, { editId });
  await changeEdit(deps, editId, (current) =>
    current.taskToken === token ? { taskToken: undefined, times: { admittedAt: deps.clock.now() } } : undefined,
  );
  return true;
};
