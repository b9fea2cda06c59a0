/** Which part of the service's task list is read to find the task of a create, and what its answer teaches of the clocks. Pure. */
import type { Edit } from '../edit/edit.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { TaskRow } from '../service/task.ts';
import { NEAR_MS } from './reconcile.ts';
import { type ClockOffsets, inSubmissionWindow, isNewOffset, searchFrom, searchTo } from './submission-window.ts';

/** One search of the list. */
export interface TaskSearch {
  /** Known differences of the clocks; undefined: none is known. */
  readonly known: ClockOffsets | undefined;
  /** The same; where none is known, that there is none, to have something to ask for. */
  readonly assumed: ClockOffsets;
  /** What the list is asked for, epoch ms by the service's clock. */
  readonly window: { readonly from: number; readonly to: number };
  /** The window reaches until now: there is nothing later to ask for. */
  readonly toNow: boolean;
}

/** The first search for a task: by what was known of the clocks when its attempt began. `span`: how far beyond its window, in ms. */
export const firstSearch = (submission: Submission, now: number, span: number): TaskSearch =>
  searchBy(submission.clockOffsetMs === undefined ? undefined : [submission.clockOffsetMs], submission, now, span);

/** The search that an answer to `search` leads to, if it says something new of the clocks. `readMs`: their difference by the answer. */
export const nextSearch = (
  { known }: TaskSearch,
  readMs: number | undefined,
  submission: Submission,
  now: number,
  span: number,
): TaskSearch => searchBy(withReading(known, readMs), submission, now, span);

/** Whether an answer says that the service's clock is not where the search looked for it. */
export const isElsewhere = ({ assumed }: TaskSearch, readMs: number | undefined): boolean =>
  readMs !== undefined && isNewOffset(assumed, readMs);

const searchBy = (known: ClockOffsets | undefined, submission: Submission, now: number, span: number): TaskSearch => {
  const assumed = known ?? ([0] as const);
  const window = { from: searchFrom(submission, assumed), to: searchTo(submission, assumed, now, span) };
  return { known, assumed, window, toNow: window.to >= now + Math.max(...assumed) };
};

const withReading = (known: ClockOffsets | undefined, readMs: number | undefined): ClockOffsets | undefined =>
  readMs === undefined || !isNewOffset(known ?? [], readMs) ? known : [readMs, ...(known ?? [])];

/** The rows that may lie in the window of the submission before the others. */
export const nearestFirst = (rows: readonly TaskRow[], submission: Submission, offsets: ClockOffsets): readonly TaskRow[] => {
  const isFar = ({ createdAt }: TaskRow): boolean =>
    createdAt !== undefined && !inSubmissionWindow(submission, offsets, createdAt);
  return rows.toSorted((a, b) => Number(isFar(a)) - Number(isFar(b)));
};

/** An edit in doubt, as far as others are told apart from it. */
type InDoubt = Pick<Edit, 'editId' | 'prompt'>;

/** Whether another edit may be the owner of one of these tasks: it has the same prompt, is in doubt too, and about that time. */
export const isRival = (other: Edit, { editId, prompt }: InDoubt, rows: readonly TaskRow[], offsets: ClockOffsets): boolean => {
  const { submission, taskId, times } = other;
  if (other.editId === editId || other.prompt !== prompt || taskId !== undefined || submission === undefined) return false;
  if (times.closedAt !== undefined) return false;
  const known: ClockOffsets = [submission.clockOffsetMs ?? offsets[0], ...offsets];
  return rows.some(({ createdAt }) => createdAt === undefined || inSubmissionWindow(submission, known, createdAt, NEAR_MS));
};
