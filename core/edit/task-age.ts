/**
 * How long the service has had a task. By the service's own clock where an answer told it; ours may be set forward or back while an edit is under
 * way, and what is paid is not given up because of that.
 */
import { TASK_RETENTION_MS, TASK_TIMEOUT_MS } from '../service/limits.ts';
import type { Edit } from './edit.ts';

/** The age of a task in ms, and whose clock it is by. */
export interface TaskAge {
  readonly ms: number;
  /** By the service's clock, or by ours when the edit was looked at by it not long ago: then nothing speaks for a jump. */
  readonly sure: boolean;
}

/** Two looks at an edit that was given up are never further apart, in ms: a longer time proves a jump of our clock, or a long sleep. */
const LONGEST_GAP_MS = 3 * 3_600_000;

/** The age of the task of an edit. `clockOffsetMs`: the service's clock minus ours, where an answer told it. */
export const taskAge = (
  { times, submission }: Pick<Edit, 'times' | 'submission'>,
  now: number,
  clockOffsetMs?: number,
): TaskAge => {
  if (clockOffsetMs !== undefined && times.taskSubmittedAt !== undefined) {
    // Instants of tasks may be of another clock than the dates of answers, or of another zone; none was submitted before its create began.
    const begun = submission?.clockOffsetMs === undefined ? 0 : submission.startedAt + submission.clockOffsetMs;
    return { ms: now + clockOffsetMs - Math.max(begun, times.taskSubmittedAt), sure: true };
  }
  const since = times.finishedAt === undefined ? Number.POSITIVE_INFINITY : now - times.finishedAt;
  return { ms: now - (times.submittedAt ?? times.createdAt), sure: since >= 0 && since <= LONGEST_GAP_MS };
};

/** From this age of its task on, what could not be fetched is told as lost, in ms: half an hour before the service forgets it. */
export const FETCH_DEADLINE_MS = TASK_RETENTION_MS - 30 * 60_000;

/** A task without an end is given up at this age, in ms: the service itself ends one after three hours, and gets an hour more to say so. */
export const OVERDUE_MS = TASK_TIMEOUT_MS + 3_600_000;

/** Whether nothing more is to be expected of the service for a task of this age. */
export const isFetchOver = ({ ms, sure }: TaskAge): boolean => sure && ms >= FETCH_DEADLINE_MS;

/** Whether the service has forgotten a task of this age, whatever it answers. */
export const isForgotten = ({ ms, sure }: TaskAge): boolean => sure && ms >= TASK_RETENTION_MS;

/** Whether a task that has not ended is given up: at once by the service's clock, by ours only after a day. */
export const isOverdue = ({ ms, sure }: TaskAge): boolean => ms >= (sure ? OVERDUE_MS : TASK_RETENTION_MS);

/** How long ago a task ended, in ms: by the service's clock where an answer told it, else since we noticed. */
export const sinceTaskEnd = ({ taskEndedAt, detectedAt }: Edit['times'], now: number, clockOffsetMs?: number): number =>
  taskEndedAt !== undefined && clockOffsetMs !== undefined ? now + clockOffsetMs - taskEndedAt : now - (detectedAt ?? now);
