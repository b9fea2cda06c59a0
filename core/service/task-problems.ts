/** How a task ended that made no picture. */
import type { Problem } from '../errors.ts';
import { taskProblem } from './error-codes.ts';
import type { TaskReport } from './task.ts';

/** Code of a task that the service no longer knows. */
export const TASK_EXPIRED = 'TASK_EXPIRED';

/** Code of a task that was canceled at the service. */
export const TASK_CANCELED = 'TASK_CANCELED';

/** The task is no longer known to the service: it kept it for 24 hours, or it belongs to another account. */
export const taskExpired = (taskId: string): Problem => ({
  code: TASK_EXPIRED,
  message: `the service no longer knows task ${taskId}; it keeps tasks for 24 hours, and only for the account that created them`,
  hint: 'Check that the API key still belongs to the account that submitted the edit; if it does, the result is gone: start a new edit.',
});

/** Code of a task that came to no end. */
export const TASK_OVERDUE = 'TASK_OVERDUE';

/** Code of a result that was charged, or may have been, and that nobody could get. */
export const RESULT_LOST = 'RESULT_LOST';

/** Whether a FAILED edit with this code may have been charged: where its record names no cost, that is not known. */
export const mayBeCharged = (code: string): boolean => [TASK_EXPIRED, TASK_OVERDUE, RESULT_LOST].includes(code);

/** Nobody could find out what became of a task until the service had forgotten it. `why`: what stood in the way at last. */
export const taskUnanswered = (taskId: string, why: Problem): Problem => ({
  code: RESULT_LOST,
  message: `what became of task ${taskId} could not be found out for a day, after which the service forgets it: ${why.message}`,
  hint: why.hint,
});

/** The task has not ended, long after the service ends any. `ageMs`: since it was submitted. */
export const taskOverdue = (taskId: string, status: string, ageMs: number): Problem => ({
  code: TASK_OVERDUE,
  message: `task ${taskId} is still ${status} ${Math.floor(ageMs / 3_600_000)} hours after it was submitted; the service ends a task after 3`,
  hint: 'It is looked at again by itself for a day. If it was charged in the end, ask Model Studio about that task.',
});

/** The task was canceled at the service before it started. */
export const taskCanceled = (taskId: string): Problem => ({
  code: TASK_CANCELED,
  message: `task ${taskId} was canceled at the service before it started; nothing was charged`,
  hint: 'Start a new edit to try again.',
});

/** The last word on a task that made no picture. */
export type TaskWithoutPictures = Extract<TaskReport, { readonly status: 'FAILED' | 'CANCELED' | 'UNKNOWN' }>;

/** What a person is told about a task that ended without a picture. */
export const taskEndProblem = (taskId: string, report: TaskWithoutPictures): Problem => {
  switch (report.status) {
    case 'FAILED':
      return taskProblem(report.code, report.message);
    case 'CANCELED':
      return taskCanceled(taskId);
    case 'UNKNOWN':
      return taskExpired(taskId);
  }
};
