/** One unfinished edit that nobody has written to for a while. */
import { changeEdit } from '#core/actions/change-edit.ts';
import { publishEdit } from '#core/actions/end-edit.ts';
import { findTask } from '#core/actions/find-task.ts';
import { measureOutcome } from '#core/actions/measure-outcome.ts';
import { readServiceClock } from '#core/actions/read-service-clock.ts';
import { ifAsSeen, repairEdit } from '#core/actions/repair-edit.ts';
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

/** An edit whose paid result could not be fetched: at growing distances, it is tried again. */
const retryFetch = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  if (!fetchRetryDue(edit, deps.clock.now())) return false;
  return restartEdit(deps, edit.editId, ifAsSeen(edit, { state: 'RUNNING', problem: undefined }));
};

/**
 * An edit of which it is not known whether it was paid. An end is told before it is written: nobody would come back to an ended edit that
 * nobody was told of. Cut off in between, the next sweep does both.
 */
const resolveSubmission = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  const change = await endOfDoubt(deps, edit);
  if (change === undefined) return false;
  if (change.state === 'RUNNING') return restartEdit(deps, edit.editId, ifAsSeen(edit, change));
  await publishEdit(deps.publisher, applyChange(edit, change, deps.clock.now()));
  const { edit: told, changed } = await changeEdit(deps, edit.editId, ifAsSeen(edit, change));
  if (changed && told.state !== edit.state) measureOutcome(deps.telemetry, told);
  return changed;
};

/**
 * The list tells more by now, perhaps: then the task is adopted, or proven not to exist. By the clocks the service may have forgotten what
 * it made; they may lie, or the machine slept for a day, so there is a last look: only a task that is still found is not given up.
 */
const endOfDoubt = async (deps: SweepDeps, edit: Edit): Promise<EditChange | undefined> => {
  const { submission } = edit;
  if (submission === undefined) return closeForgotten(edit, deps.clock.now());
  const inDoubt = { ...edit, submission };
  if (!isSubmissionForgotten(submission, await readServiceClock(deps), deps.clock.now())) {
    return changeByVerdict(inDoubt, await resolveDoubt(deps, inDoubt), deps.clock.now());
  }
  const last = (await findTask(deps, inDoubt).catch(() => undefined))?.verdict;
  return last?.verdict === 'adopt' ? changeByVerdict(inDoubt, last, deps.clock.now()) : closeForgotten(edit, deps.clock.now());
};
