/** Looks for the task of a create whose outcome is unknown. Reads only: repeating it is free. */

import { type Candidate, reconcile, type Verdict } from '../admission/reconcile.ts';
import {
  type ClockOffsets,
  closedAt,
  inSubmissionWindow,
  isNewOffset,
  searchFrom,
  searchTo,
} from '../admission/submission-window.ts';
import type { Edit } from '../edit/edit.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import type { TaskList, TaskRow } from '../service/task.ts';

/** What looking needs. */
export interface FindTaskDeps {
  readonly ledger: Pick<Ledger, 'get' | 'list' | 'ownerOfTask'>;
  readonly model: Pick<Model, 'listTasks' | 'getTask'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** An edit whose create is in doubt. */
export type EditInDoubt = Pick<Edit, 'editId' | 'prompt'> & { readonly submission: Submission };

/** Candidates looked at closely in one go; on an account that busy the rest waits for the next look. */
const MAX_LOOKS = 40;

/** Rows whose owner is asked for in one go. */
const MAX_ROWS = 400;

/** The list is read this far beyond the window, in ms; further only while it shows no later task of ours. */
const SPAN_MS = 30 * 60_000;

/** The verdict about an edit's doubtful create, from the service's task list. @throws Unavailable, AccountProblem */
export const findTask = async (deps: FindTaskDeps, edit: EditInDoubt): Promise<Verdict> => {
  const now = deps.clock.now();
  let span = SPAN_MS;
  for (;;) {
    const look = await lookOnce(deps, edit, now, span);
    const verdict = reconcile(look.facts);
    const lacksLaterTask = verdict.verdict === 'wait' && verdict.why === 'list-not-fresh';
    if (!lacksLaterTask) return verdict;
    if (look.toNow) return look.probeTooEarly ? { verdict: 'wait', why: 'probe-too-early' } : verdict;
    span *= 4;
  }
};

const lookOnce = async (deps: FindTaskDeps, edit: EditInDoubt, now: number, span: number) => {
  const { submission, prompt } = edit;
  const { list, offsets, toNow } = await readList(deps, submission, now, span);
  const assumed = offsets ?? UNKNOWN_OFFSETS;
  const { unowned, laterAt, probeTooEarly } = await sortRows(deps, edit, list, assumed);
  const nearestFirst = unowned.toSorted(
    (a, b) => Number(isInside(submission, assumed, b)) - Number(isInside(submission, assumed, a)),
  );
  const candidates: Candidate[] = [];
  for (const [place, row] of nearestFirst.entries()) {
    candidates.push(place < MAX_LOOKS ? { row, report: await deps.model.getTask(row.taskId) } : { row });
  }
  const understood = list.understood && list.rows.length <= MAX_ROWS;
  const rivals = candidates.length > 0 && (await hasRivals(deps, edit));
  const facts = { submission, prompt, listedAt: now, offsets, understood, fresh: laterAt !== undefined, candidates, rivals };
  return { facts, toNow, probeTooEarly };
};

/** Taken where no difference is known, to have something to ask the list for. */
const UNKNOWN_OFFSETS: ClockOffsets = [0];

const isInside = (submission: Submission, offsets: ClockOffsets, { createdAt }: TaskRow): boolean =>
  createdAt === undefined || inSubmissionWindow(submission, offsets, createdAt);

/** Reads the list, and again when its answer says that the service's clock is not where it was looked for. */
const readList = async (
  { model }: FindTaskDeps,
  submission: Submission,
  now: number,
  span: number,
): Promise<{ readonly list: TaskList; readonly offsets: ClockOffsets | undefined; readonly toNow: boolean }> => {
  const known = submission.clockOffsetMs === undefined ? [] : [submission.clockOffsetMs];
  const first = await model.listTasks(windowOf(submission, atLeastOne(known) ?? UNKNOWN_OFFSETS, now, span));
  const read = first.clockOffsetMs;
  const all = read === undefined || !isNewOffset(known, read) ? known : [...known, read];
  const offsets = atLeastOne(all);
  const window = windowOf(submission, offsets ?? UNKNOWN_OFFSETS, now, span);
  const again = isNewOffset(known.length === 0 ? UNKNOWN_OFFSETS : known, read ?? known[0] ?? 0);
  const list = again ? await model.listTasks(window) : first;
  return { list, offsets, toNow: window.to >= now + Math.max(...(offsets ?? UNKNOWN_OFFSETS)) };
};

const atLeastOne = (offsets: readonly number[]): ClockOffsets | undefined => {
  const [first, ...others] = offsets;
  return first === undefined ? undefined : [first, ...others];
};

const windowOf = (submission: Submission, offsets: ClockOffsets, now: number, span: number) => ({
  from: searchFrom(submission, offsets),
  to: searchTo(submission, offsets, now, span),
});

/**
 * Which rows nobody owns, and when (by the service's clock) the first task of ours was created whose create began after the window;
 * what the service created after that one cannot be this edit's.
 */
const sortRows = async (
  { ledger }: FindTaskDeps,
  { editId, submission }: EditInDoubt,
  list: TaskList,
  offsets: ClockOffsets,
): Promise<{ readonly unowned: readonly TaskRow[]; readonly laterAt: number | undefined; readonly probeTooEarly: boolean }> => {
  const unowned: TaskRow[] = [];
  let laterAt: number | undefined;
  let probeTooEarly = false;
  for (const row of list.rows.slice(0, MAX_ROWS)) {
    if (laterAt !== undefined && row.createdAt !== undefined && row.createdAt > laterAt) continue;
    const owner = row.taskId === submission.probe?.taskId ? PROBE : await ledger.ownerOfTask(row.taskId);
    if (owner === undefined || owner === editId) unowned.push(row);
    else if (
      isAfter(row, submission, offsets) &&
      (owner === PROBE || (await beganAfter(ledger, owner, row.taskId, submission)))
    ) {
      laterAt = row.createdAt;
    } else if (owner === PROBE) {
      probeTooEarly = true;
    }
  }
  const possible = unowned.filter(({ createdAt = 0 }) => laterAt === undefined || createdAt <= laterAt);
  return { unowned: possible, laterAt, probeTooEarly };
};

/** Owner of the task that was made to find out whether the list is fresh. */
const PROBE = 'probe';

const isAfter = ({ createdAt }: TaskRow, submission: Submission, offsets: ClockOffsets): boolean =>
  createdAt !== undefined && createdAt > closedAt(submission, offsets);

const beganAfter = async (
  ledger: Pick<Ledger, 'get'>,
  owner: string,
  taskId: string,
  { until }: Submission,
): Promise<boolean> => {
  const edit = await ledger.get(owner);
  return edit?.taskId === taskId && edit.submission !== undefined && edit.submission.startedAt >= until;
};

/** Edits in doubt that are compared; with more of them than that, one with the same prompt is taken for granted. */
const MAX_RIVALS = 100;

/** Whether another edit with the same prompt is in doubt about a task too. */
const hasRivals = async ({ ledger }: FindTaskDeps, { editId, prompt }: EditInDoubt): Promise<boolean> => {
  for (const state of ['SUBMITTING', 'UNRESOLVED'] as const) {
    const { edits, cursor } = await ledger.list({ state, limit: MAX_RIVALS });
    if (cursor !== undefined) return true;
    if (edits.some((edit) => edit.editId !== editId && edit.taskId === undefined && edit.prompt === prompt)) return true;
  }
  return false;
};
