/** The instants of a task under the names of the record. */

import { omitUndefined } from '../omit-undefined.ts';
import type { TaskTimes } from '../service/task.ts';
import type { Edit } from './edit.ts';

/** The instants that the report names; one that it leaves out is not touched, so an earlier report of it stays. */
export const taskInstants = ({ submittedAt, scheduledAt, endedAt }: TaskTimes): Partial<Edit['times']> => ({
  ...omitUndefined({ taskSubmittedAt: submittedAt, taskScheduledAt: scheduledAt, taskEndedAt: endedAt }),
});
