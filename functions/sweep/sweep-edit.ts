/** One unfinished edit that nobody has written to for a while. */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit, publishEdit } from '#core/actions/end-edit.ts';
import { readServiceClock } from '#core/actions/read-service-clock.ts';
import { repairEdit } from '#core/actions/repair-edit.ts';
import { resolveDoubt } from '#core/actions/resolve-doubt.ts';
import { restartEdit } from '#core/actions/restart-edit.ts';
import { isForgotten } from '#core/admission/submission-window.ts';
import type { Edit } from '#core/edit/edit.ts';
import { applyChange, type EditChange } from '#core/edit/edit-change.ts';
import { endUncharged, fetchRetryDue } from '#core/edit/outcome.ts';
import type { Problem } from '#core/errors.ts';
import type { SweepDeps } from './deps.ts';

/** Resumes, restarts or ends an edit that is stuck, and answers whether it was. @throws Unavailable, AccountProblem */
export const sweepEdit = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  if (edit.state === 'UNRESOLVED') return edit.taskId === undefined ? resolveSubmission(deps, edit) : retryFetch(deps, edit);
  const execution = await deps.workflow.status(edit.editId, edit.executions);
  return (await repairEdit(deps, edit, execution)) !== 'nothing';
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
  const { editId, prompt, submission } = edit;
  // Whatever the list still says, or cannot say, a task of that time can no longer be fetched.
  if (submission === undefined || isForgotten(submission, await readServiceClock(deps), deps.clock.now()))
    return close(deps, edit);
  const decided = await resolveDoubt(deps, { editId, prompt, submission });
  switch (decided.verdict) {
    case 'adopt':
      return restartEdit(
        deps,
        editId,
        ifUntouched(edit, {
          state: 'RUNNING',
          taskId: decided.taskId,
          problem: undefined,
          times: { submittedAt: submission.until },
        }),
      );
    case 'absent': {
      const change = endUncharged(edit, 'FAILED', neverAccepted(editId), deps.clock.now());
      await tell(deps, edit, change);
      await endEdit(deps, editId, ifUntouched(edit, change));
      return true;
    }
    case 'wait':
    case 'undecidable':
      return false;
  }
};

/** Gives an edit up for good: it stays UNRESOLVED, says so, and is not looked at again. */
const close = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  const change = { problem: forgotten(edit.editId), times: { closedAt: deps.clock.now() } };
  await tell(deps, edit, change);
  return (await changeEdit(deps, edit.editId, ifUntouched(edit, change))).changed;
};

/** Tells of an end before it is written: nobody would come back to an ended edit that nobody was told of. Cut off in between, the next sweep does both. */
const tell = (deps: SweepDeps, edit: Edit, change: EditChange): Promise<void> =>
  publishEdit(deps.publisher, applyChange(edit, change, deps.clock.now()));

const neverAccepted = (editId: string): Problem => ({
  code: 'NEVER_ACCEPTED',
  message: `the service has no task for edit ${editId}: its request was never accepted, and nothing was charged`,
  hint: 'Retry the edit.',
});

const forgotten = (editId: string): Problem => ({
  code: 'SUBMISSION_FORGOTTEN',
  message: `whether the service made a task for edit ${editId} can no longer be found out: it keeps tasks for 24 hours; a task that it made was charged, and its result is lost`,
  hint: 'Compare the bill of that day with the edits; retry the edit with {"acceptDoublePayment": true} to do it again.',
});
