/** Writes down that a task ended, which releases its slot at once: the next edit need not wait for the result to be stored. */

import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { changeEdit } from '#core/actions/change-edit.ts';
import type { Edit, RunningEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import { picturesOf } from '#core/edit/results.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import type { Problem } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { chargeOf } from '#core/service/price.ts';
import { taskEndProblem } from '#core/service/task-problems.ts';
import type { CheckStatusDeps } from './deps.ts';
import type { TaskEnd } from './watch-task.ts';

/** Notes the end of the task of an edit and answers the record: with a problem when there is nothing to fetch. @throws Unavailable */
export const recordTaskEnd = async (deps: CheckStatusDeps, { editId }: RunningEdit, report: TaskEnd): Promise<Edit> => {
  const detectedAt = deps.clock.now();
  const { edit } = await changeEdit(deps, editId, (current) =>
    current.state === 'RUNNING' && current.times.detectedAt === undefined ? endOf(current, report, detectedAt) : undefined,
  );
  await admitWaiting(deps);
  return edit;
};

/**
 * Notes that the task of an edit came to no end, and answers the record. It has not ended: whoever looks at it again asks the service.
 * @throws Unavailable
 */
export const recordOverdue = async (deps: CheckStatusDeps, { editId, taskId }: RunningEdit, problem: Problem): Promise<Edit> => {
  const { edit } = await changeEdit(deps, editId, (current) =>
    current.state === 'RUNNING' && current.taskId === taskId && current.times.detectedAt === undefined ? { problem } : undefined,
  );
  return edit;
};

/** What the service charges is written down here: it may have forgotten it by the time that the result is given up. */
const endOf = (edit: RunningEdit, report: TaskEnd, detectedAt: number): EditChange => {
  const times = { ...('times' in report ? taskInstants(report.times) : {}), detectedAt };
  if (report.status !== 'SUCCEEDED') return { problem: taskEndProblem(edit.taskId, report), times };
  return { ...chargeOf(picturesOf(edit, report).charged), ...omitUndefined({ actualPrompt: report.actualPrompt }), times };
};
