/** Looks for the task of a create whose outcome is unknown. Reads only: repeating it is free. */

import { type Candidate, lacksLaterTask, reconcile, type Verdict } from '../admission/reconcile.ts';
import { isRival, nearestFirst } from '../admission/task-search.ts';
import type { Edit } from '../edit/edit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import type { TaskRow } from '../service/task.ts';
import { type EditInDoubt, readTaskList, sortRows } from './read-task-list.ts';

/** What looking needs. */
export interface FindTaskDeps {
  readonly ledger: Pick<Ledger, 'get' | 'list' | 'ownerOfTask'>;
  readonly model: Pick<Model, 'listTasks' | 'getTask'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Rows whose owner is asked for in one go. */
const MAX_ROWS = 400;

/** The list is read this far beyond the window, in ms; further only while it shows no later task of ours. */
const SPAN_MS = 30 * 60_000;

/** The verdict about an edit's doubtful create, from the service's task list. @throws Unavailable, AccountProblem */
export const findTask = async (deps: FindTaskDeps, edit: EditInDoubt): Promise<Verdict> => {
  const now = deps.clock.now();
  for (let span = SPAN_MS; ; span *= 4) {
    const { verdict, toNow } = await look(deps, edit, now, span);
    if (toNow || !lacksLaterTask(verdict)) return verdict;
  }
};

const look = async (deps: FindTaskDeps, edit: EditInDoubt, now: number, span: number) => {
  const { submission, prompt } = edit;
  const { list, search } = await readTaskList(deps.model, submission, now, span);
  const { unowned, ...proof } = await sortRows(deps.ledger, edit, list.rows.slice(0, MAX_ROWS), search);
  const verdict = reconcile({
    submission,
    prompt,
    listedAt: now,
    offsets: search.known,
    understood: list.understood && list.rows.length <= MAX_ROWS,
    ...proof,
    candidates: await candidatesOf(deps.model, nearestFirst(unowned, submission, search.assumed)),
    rivals: unowned.length > 0 && (await hasRivals(deps.ledger, (other) => isRival(other, edit, unowned, search.assumed))),
  });
  return { verdict, toNow: search.toNow };
};

/** Candidates looked at closely in one go; on an account that busy the rest waits for the next look. */
const MAX_LOOKS = 40;

const candidatesOf = async (model: Pick<Model, 'getTask'>, rows: readonly TaskRow[]): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = [];
  for (const row of rows.slice(0, MAX_LOOKS)) candidates.push({ row, report: await model.getTask(row.taskId) });
  return [...candidates, ...rows.slice(MAX_LOOKS).map((row) => ({ row }))];
};

/** Edits in doubt that are compared; with more of them than that, a rival is taken for granted. */
const MAX_RIVALS = 100;

const hasRivals = async (ledger: Pick<Ledger, 'list'>, isOne: (edit: Edit) => boolean): Promise<boolean> => {
  for (const state of ['SUBMITTING', 'UNRESOLVED'] as const) {
    const { edits, cursor } = await ledger.list({ state, limit: MAX_RIVALS });
    if (cursor !== undefined || edits.some(isOne)) return true;
  }
  return false;
};
