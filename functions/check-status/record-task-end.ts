/** Writes down that a task ended and frees its slot at once: the next edit need not wait for the result to be stored. */

import { releaseSlot } from '#core/actions/admit-waiting.ts';
import { changeEdit } from '#core/actions/change-edit.ts';
import type { Edit, RunningEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { taskEndProblem } from '#core/service/task-problems.ts';
import type { CheckStatusDeps } from './deps.ts';
import type { TaskEnd } from './watch-task.ts';

/** Notes the end of the task of an edit and answers the record: with a problem when there is nothing to fetch. @throws Unavailable */
export const recordTaskEnd = async (deps: CheckStatusDeps, { editId, taskId }: RunningEdit, report: TaskEnd): Promise<Edit> => {
  const detectedAt = deps.clock.now();
  const { edit } = await changeEdit(deps, editId, (current) =>
    current.state === 'RUNNING' && current.times.detectedAt === undefined ? endOf(taskId, report, detectedAt) : undefined,
  );
  await releaseSlot(deps, editId);
  return edit;
};

const endOf = (taskId: string, report: TaskEnd, detectedAt: number): EditChange => {
  const times = { ...('times' in report ? taskInstants(report.times) : {}), detectedAt };
  if (report.status !== 'SUCCEEDED') return { problem: taskEndProblem(taskId, report), times };
  return { ...omitUndefined({ actualPrompt: report.actualPrompt }), times };
};
