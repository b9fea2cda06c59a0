/** Reads the service's task list around a create whose outcome is unknown, and whose its tasks are. Reads only. */

import { type ClockOffsets, closedAt, isDatedByKnownClock } from '../admission/submission-window.ts';
import { type EditInDoubt, reaches, searchFor, type TaskSearch } from '../admission/task-search.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import type { TaskList, TaskRow } from '../service/task.ts';

/**
 * Reads the list; again when its answer says that the service's clock is elsewhere, and the list did not reach so far. `datedMs`: a further
 * difference of the clocks, by which tasks may be dated. @throws Unavailable, AccountProblem
 */
export const readTaskList = async (
  model: Pick<Model, 'listTasks'>,
  submission: Submission,
  now: number,
  span: number,
  datedMs?: number,
): Promise<{ readonly list: TaskList; readonly search: TaskSearch }> => {
  const first = searchFor(submission, { datedMs }, now, span);
  const list = await model.listTasks(first.window);
  const search = searchFor(submission, { datedMs, readMs: list.clockOffsetMs }, now, span);
  return { list: reaches(first, search) ? list : await model.listTasks(search.window), search };
};

/** What the owners of the tasks in a list say. */
export interface SortedRows {
  /** Tasks that nobody owns; none that the service created after the one that proves the list fresh, where the clocks were known. */
  readonly unowned: readonly TaskRow[];
  /** There is a task of ours whose create began after the window, dated by a clock that is known. */
  readonly fresh: boolean;
  /** The probe is there, and by its date proves nothing. */
  readonly probeTooEarly: boolean;
}

/** Sorts rows, which come oldest first, by their owners. @throws Unavailable */
export const sortRows = async (
  ledger: Pick<Ledger, 'get' | 'ownerOfTask'>,
  edit: EditInDoubt,
  rows: readonly TaskRow[],
  { assumed }: TaskSearch,
): Promise<SortedRows> => {
  const unowned: TaskRow[] = [];
  let laterAt: number | undefined;
  let probeTooEarly = false;
  // Where nothing was known of the clocks, the service's may have been set back since: then its task is dated after those made later.
  const isOrdered = edit.submission.clockOffsetMs !== undefined;
  for (const row of rows) {
    if (isOrdered && laterAt !== undefined && (row.createdAt ?? 0) > laterAt) continue;
    const isAfter = row.createdAt !== undefined && row.createdAt > closedAt(edit.submission, assumed);
    const owner = await ownerOf(ledger, edit, row, isAfter ? assumed : undefined);
    if (owner === 'nobody') unowned.push(row);
    else if (owner === 'later') laterAt = row.createdAt;
    else if (owner === 'probe') probeTooEarly = true;
  }
  return { unowned, fresh: laterAt !== undefined, probeTooEarly };
};

/**
 * Whose a task is: nobody's, an edit's whose create began after the window (or its probe, made then), or one's whose create began `earlier`
 * for all we know. `after`: the known differences of the clocks, where it is dated after the window. A task of ours that is dated outside of
 * its own window says that tasks are dated by another clock than the one that was read, so nothing is known of the order.
 */
const ownerOf = async (
  ledger: Pick<Ledger, 'get' | 'ownerOfTask'>,
  { editId, submission }: EditInDoubt,
  { taskId, createdAt }: TaskRow,
  after: ClockOffsets | undefined,
): Promise<'nobody' | 'probe' | 'later' | 'earlier'> => {
  const isLater = (startedAt: number): boolean =>
    after !== undefined && startedAt >= submission.until && isDatedByKnownClock(startedAt, after, createdAt ?? 0);
  const { probe } = submission;
  if (taskId === probe?.taskId) return isLater(probe.startedAt) ? 'later' : 'probe';
  const owner = await ledger.ownerOfTask(taskId);
  if (owner === undefined || owner === editId) return 'nobody';
  // The record is read only where it decides something.
  const edit = after === undefined ? undefined : await ledger.get(owner);
  return edit?.taskId === taskId && edit.submission !== undefined && isLater(edit.submission.startedAt) ? 'later' : 'earlier';
};
