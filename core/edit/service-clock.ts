/** The service's clock read by ours. Its instants are used as they are unless they contradict what we saw. */
import type { Edit } from './edit.ts';

/**
 * Milliseconds to add to an instant of the service's clock to get ours. The task was submitted between our writing the attempt
 * down and our hearing of it; a submit instant in that interval needs no correction, another one the least that puts it there.
 */
export const serviceOffsetMs = ({ submission, times }: Pick<Edit, 'submission' | 'times'>): number => {
  const reported = times.taskSubmittedAt;
  if (reported === undefined || submission === undefined || times.submittedAt === undefined) return 0;
  return Math.max(submission.startedAt, Math.min(times.submittedAt, reported)) - reported;
};
