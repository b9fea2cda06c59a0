/** What submit tells the workflow when it does not go on: the class says where the edit goes, the code why. */
import type { Doubt } from '#core/admission/reconcile.ts';
import type { Edit } from '#core/edit/edit.ts';
import { Canceled, NotAccepted, NotAdmitted, type Problem, SubmissionUnknown } from '#core/errors.ts';

/** The edit was canceled before anything was sent. */
export const canceled = ({ editId, state }: Edit): Canceled =>
  new Canceled({
    code: 'CANCELED',
    message: `edit ${editId} is ${state} or about to be canceled; nothing was sent`,
    hint: 'Start a new edit to try again.',
  });

/** An operator paused everything. */
export const paused = (editId: string): NotAdmitted =>
  new NotAdmitted({
    code: 'PAUSED',
    message: `submissions are paused; edit ${editId} waits`,
    hint: 'It goes on when an operator lifts the pause.',
  });

/** The edit has no slot any more. */
export const noSlot = (editId: string): NotAdmitted =>
  new NotAdmitted({
    code: 'NO_SLOT',
    message: `edit ${editId} holds no slot`,
    hint: 'It waits for one again; nothing to do.',
  });

/** Another create was outstanding for longer than it is worth waiting for. */
export const createLockBusy = (editId: string): NotAccepted =>
  new NotAccepted({
    code: 'CREATE_LOCK_BUSY',
    message: `another edit is creating its task, or the service asked for a pause; nothing was sent for edit ${editId}`,
    hint: 'The workflow repeats the step; nothing to do.',
  });

/** The create lock was taken too long ago for a create to begin. */
export const createLockLate = (editId: string): NotAccepted =>
  new NotAccepted({
    code: 'CREATE_LOCK_LATE',
    message: `too much time passed before the task of edit ${editId} could be created; nothing was sent`,
    hint: 'The workflow repeats the step; nothing to do.',
  });

/** A create may have made a task, and nobody has looked for it yet. `because`: a clause, where more is known. */
export const submissionUnknown = (editId: string, because?: string, cause?: unknown): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'SUBMISSION_UNKNOWN',
    message: `whether the service created a task for edit ${editId} is not known yet${because === undefined ? '' : `: ${because}`}`,
    hint: 'The workflow looks for the task before it may create one; nothing to do.',
    cause,
  });

/** The edit was given up without a task. */
export const stillUnknown = ({ editId, state }: Edit): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'SUBMISSION_UNKNOWN',
    message: `edit ${editId} is ${state} and whether it has a task is not known`,
    hint: 'The sweep goes on looking. If the service console shows a task of that minute with its prompt, retry with it (retry --adopt).',
  });

/** Why it is too early, as a clause. */
const REASONS: Readonly<Record<Doubt, string>> = {
  'window-open': 'its request may still arrive',
  unfinished: 'a task that may be its own has not ended',
  ambiguous: 'a task that may be its own does not say whose it is',
  'list-not-understood': 'something in the list cannot be read',
  'clock-unknown': "the service's clock is not known",
  forgotten: 'the service may have forgotten it',
  'list-not-fresh': 'the list shows no task that was made later',
  'probe-too-early': 'the list shows no task that was made later',
};

/** It is too early to say what became of the create. */
export const submissionInDoubt = (editId: string, why: Doubt): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'SUBMISSION_IN_DOUBT',
    message: `the service's task list proves neither that there is a task for edit ${editId} nor that there is none: ${REASONS[why]}`,
    hint: 'The workflow asks again; nothing to do.',
  });

/** The service's task list could not be read. */
export const listUnreadable = (editId: string, cause: unknown): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'TASK_LIST_UNREADABLE',
    message: `the service's task list could not be read, so it is not known whether edit ${editId} has a task`,
    hint: 'The workflow asks again; nothing to do.',
    cause,
  });

/** The service answered with a task that another edit has. */
export const taskOfAnotherEdit = (editId: string, taskId: string): Problem => ({
  code: 'TASK_OF_ANOTHER_EDIT',
  message: `the service answered the request of edit ${editId} with task ${taskId}, which belongs to another edit; whether it made a task for this one is not known`,
  hint: 'Look for a cache between here and Model Studio that answers POST requests. The sweep goes on looking; if the service console shows a task of that minute, retry with it (retry --adopt).',
});
