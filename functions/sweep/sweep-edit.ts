/** One unfinished edit that nobody has written to for a while. */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit, publishEdit } from '#core/actions/end-edit.ts';
import { readServiceClock } from '#core/actions/read-service-clock.ts';
import { repairEdit } from '#core/actions/repair-edit.ts';
import { resolveDoubt } from '#core/actions/resolve-doubt.ts';
import { restartEdit } from '#core/actions/restart-edit.ts';
import { changeByVerdict, closeForgotten } from '#core/admission/end-of-doubt.ts';
import { isSubmissionForgotten } from '#core/admission/submission-window.ts';
import type { Edit } from '#core/edit/edit.ts';
import { applyChange, type EditChange } from '#core/edit/edit-change.ts';
import { fetchRetryDue } from '#core/edit/outcome.ts';
import type { SweepDeps } from './deps.ts';

/** Resumes, restarts or ends an edit that is stuck, and answers whether it was. @throws Unavailable, AccountProblem */
export const sweepEdit = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  if (edit.state === 'UNRESOLVED') return edit.taskId === undefined ? resolveSubmission(deps, edit) : retryFetch(deps, edit);
  return repairEdit(deps, edit, await deps.workflow.status(edit.editId, edit.executions));
};

/** Answers the change while the edit is what was seen. */
const ifUntouched =
  (seen: Edit, change: EditChange) =>
  (current: Edit): EditChange | undefined =>
    current.revision === seen.revision ? change : undefined;

/** An edit whose paid result could not be fetched: at growing distances, it is tried again. */
const retryFetch = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  if (!fetchRetryDue(edit, deps.clock.now())) return false;
  return restartEdit(deps, edit.editId, ifUntouched(edit, { state: 'RUNNING', problem: undefined }));
};

/**
 * An edit of which it is not known whether it was paid. The list tells more by now, perhaps: then its task is adopted, or proven not to
 * exist. Once the service has forgotten what it made, nothing more can be found out, and that is told.
 */
const resolveSubmission = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  const { editId, submission } = edit;
  // Whatever the list still says, or cannot say, a task of that time can no longer be fetched.
  if (submission === undefined || isSubmissionForgotten(submission, await readServiceClock(deps), deps.clock.now())) {
    const closed = closeForgotten(edit, deps.clock.now());
    await tell(deps, edit, closed);
    return (await changeEdit(deps, editId, ifUntouched(edit, closed))).changed;
  }
  const inDoubt = { ...edit, submission };
  const change = changeByVerdict(inDoubt, await resolveDoubt(deps, inDoubt), deps.clock.now());
  if (change === undefined) return false;
  if (change.state === 'RUNNING') return restartEdit(deps, editId, ifUntouched(edit, change));
  await tell(deps, edit, change);
  await endEdit(deps, editId, ifUntouched(edit, change));
  return true;
};

/** Tells of an end before it is written: nobody would come back to an ended edit that nobody was told of. Cut off in between, the next sweep does both. */
const tell = (deps: SweepDeps, edit: Edit, change: EditChange): Promise<void> =>
  publishEdit(deps.publisher, applyChange(edit, change, deps.clock.now()));
