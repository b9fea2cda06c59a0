/** The instants of a task under the names of the record. */
import type { Edit } from './edit.ts';
import type { TaskTimes } from './ports/model.ts';

/** Only the instants that the service told: an instant that it leaves out later stays as it was. */
export const taskInstants = ({ submittedAt, scheduledAt, endedAt }: TaskTimes): Partial<Edit['times']> => ({
  ...(submittedAt === undefined ? {} : { taskSubmittedAt: submittedAt }),
  ...(scheduledAt === undefined ? {} : { taskScheduledAt: scheduledAt }),
  ...(endedAt === undefined ? {} : { taskEndedAt: endedAt }),
});
