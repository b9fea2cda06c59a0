/** The instants of a task under the names of the record. */

import type { TaskTimes } from '../service/task.ts';
import type { Edit } from './edit.ts';

/** Only the instants that the service told: an instant that it leaves out later stays as it was. */
export const taskInstants = ({ submittedAt, scheduledAt, endedAt }: TaskTimes): Partial<Edit['times']> => ({
  ...(submittedAt === undefined ? {} : { taskSubmittedAt: submittedAt }),
  ...(scheduledAt === undefined ? {} : { taskScheduledAt: scheduledAt }),
  ...(endedAt === undefined ? {} : { taskEndedAt: endedAt }),
});
