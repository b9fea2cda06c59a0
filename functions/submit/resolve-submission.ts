/** Re-entry in SUBMITTING: what became of the create, before any other may be sent (money rule 1). */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import { resolveDoubt } from '#core/actions/resolve-doubt.ts';
import type { Verdict } from '#core/admission/reconcile.ts';
import type { Edit, SubmittingEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import type { Submission } from '#core/edit/edit-record.ts';
import { leaveUnresolved } from '#core/edit/outcome.ts';
import { SubmissionUnknown } from '#core/errors.ts';
import type { SubmitDeps } from './deps.ts';

/**
 * Finds out what became of the create and answers the edit: RUNNING with its task, QUEUED when there is provably none, UNRESOLVED when it cannot be told.
 * @throws SubmissionUnknown while it is too early to say, or the list cannot be read
 */
export const resolveUnknownSubmission = async (deps: SubmitDeps, edit: SubmittingEdit): Promise<Edit> => {
  const { editId, submission } = edit;
  const decided = await look(deps, edit);
  switch (decided.verdict) {
    case 'adopt':
      return changeIfStillSubmitting(deps, editId, submission, {
        state: 'RUNNING',
        taskId: decided.taskId,
        times: { submittedAt: Math.min(deps.clock.now(), submission.until) },
      });
    case 'absent':
      return changeIfStillSubmitting(deps, editId, submission, { state: 'QUEUED' });
    case 'undecidable':
      return endEdit(deps, editId, (current) =>
        isSameSubmission(current, submission) ? leaveUnresolved(ambiguous(editId, decided.taskIds), deps.clock.now()) : undefined,
      );
    case 'wait':
      throw tooEarly(editId, decided.why);
  }
};

const look = async (deps: SubmitDeps, edit: SubmittingEdit): Promise<Verdict> => {
  try {
    return await resolveDoubt(deps, edit);
  } catch (cause) {
    throw new SubmissionUnknown({
      code: 'TASK_LIST_UNREADABLE',
      message: `the service's task list could not be read, so it is not known whether edit ${edit.editId} has a task`,
      hint: 'The workflow asks again; nothing to do.',
      cause,
    });
  }
};

const changeIfStillSubmitting = async (
  deps: SubmitDeps,
  editId: string,
  submission: Submission,
  change: EditChange,
): Promise<Edit> => {
  const { edit } = await changeEdit(deps, editId, (current) => (isSameSubmission(current, submission) ? change : undefined));
  return edit;
};

const isSameSubmission = (edit: Edit, submission: Submission): boolean =>
  edit.state === 'SUBMITTING' && edit.submission?.attempt === submission.attempt;

const tooEarly = (editId: string, why: string): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'SUBMISSION_IN_DOUBT',
    message: `the service's task list proves neither that there is a task for edit ${editId} nor that there is none (${why})`,
    hint: 'The workflow asks again; nothing to do.',
  });

const ambiguous = (editId: string, taskIds: readonly string[]) => ({
  code: 'SUBMISSION_AMBIGUOUS',
  message: `the service may have created one of these tasks for edit ${editId}, and it cannot be told which: ${taskIds.slice(0, 5).join(', ')}`,
  hint: 'Look at these tasks in the service console. If one of them is this edit, retry it with that task (retry --adopt <task id>); if none is, retry it.',
});
