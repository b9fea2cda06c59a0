/** Looks for the task of a create whose outcome is unknown. Reads only: repeating it is free. */

import { type Candidate, reconcile, type Verdict } from '../admission/reconcile.ts';
import { inSubmissionWindow, searchWindow } from '../admission/submission-window.ts';
import type { Edit } from '../edit/edit.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import type { TaskRow } from '../service/task.ts';

/** What looking needs. */
export interface FindTaskDeps {
  readonly ledger: Pick<Ledger, 'ownerOfTask'>;
  readonly model: Pick<Model, 'listTasks' | 'getTask'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Candidates looked at closely in one go; on an account that busy the rest waits for the next look. */
const MAX_LOOKS = 40;

/** The verdict about an edit's doubtful create, from the service's task list. @throws Unavailable, AccountProblem */
export const findTask = async (
  { ledger, model, clock }: FindTaskDeps,
  { editId, prompt, submission }: Pick<Edit, 'editId' | 'prompt'> & { readonly submission: Submission },
): Promise<Verdict> => {
  const listedAt = clock.now();
  const { rows, understood } = await model.listTasks(searchWindow(submission));
  const isNear = ({ createdAt }: TaskRow): boolean => createdAt !== undefined && inSubmissionWindow(submission, createdAt);
  const unowned: TaskRow[] = [];
  for (const row of rows) {
    const owner = await ledger.ownerOfTask(row.taskId);
    if (owner === undefined || owner === editId) unowned.push(row);
  }
  const nearestFirst = unowned.toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)));
  const candidates: Candidate[] = [];
  for (const [place, row] of nearestFirst.entries()) {
    const worthALook = place < MAX_LOOKS && row.status !== 'PENDING' && row.status !== 'RUNNING';
    candidates.push(worthALook ? { row, report: await model.getTask(row.taskId) } : { row });
  }
  return reconcile({ submission, prompt, listedAt, candidates, understood });
};
