/** Looks for the task of a create whose outcome is unknown. Reads only: repeating it is free. */

import { type Candidate, lacksLaterTask, NEAR_MS, reconcile, type Verdict } from '../admission/reconcile.ts';
import { type EditInDoubt, isElsewhere, isRival, nearestFirst, nearestRows, type TaskSearch } from '../admission/task-search.ts';
import type { Edit } from '../edit/edit.ts';
import type { Submission } from '../edit/edit-record.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import type { TaskList, TaskRow } from '../service/task.ts';
import { readTaskList, sortRows } from './read-task-list.ts';

/** What looking needs. */
export interface FindTaskDeps {
  readonly ledger: Pick<Ledger, 'get' | 'list' | 'ownerOfTask'>;
  readonly model: Pick<Model, 'listTasks' | 'getTask'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What a look tells. */
export interface Look {
  readonly verdict: Verdict;
  /** The service's clock minus ours, in ms, as the list told it. */
  readonly readMs: number | undefined;
}

/** Rows whose owner is asked for in one go. */
const MAX_ROWS = 400;

/**
 * The verdict about an edit's doubtful create, from the service's task list: at first by the clocks as they were read around the attempt. Where
 * that proves nothing, also by what the list tells of them now; and where the probe is dated by yet another clock, its task may be found
 * around that one. That there is none is not proven so, since nobody knows what that clock said when the attempt began.
 * @throws Unavailable, AccountProblem
 */
export const findTask = async (deps: FindTaskDeps, edit: EditInDoubt): Promise<Look> => {
  const { readMs, ...then } = await lookFurther(deps, edit);
  const isSet = lacksLaterTask(then.verdict) && isElsewhere(then.search, readMs);
  const { verdict, search } = isSet ? await lookFurther(deps, edit, readMs) : then;
  const datedMs = lacksLaterTask(verdict) ? await clockOfProbe(deps.model, edit.submission) : undefined;
  if (!isElsewhere(search, datedMs)) return { verdict, readMs };
  const around = await lookFurther(deps, edit, datedMs);
  return { verdict: around.verdict.verdict === 'absent' ? verdict : around.verdict, readMs };
};

/** The clock that dates tasks minus ours, in ms, as the probe tells it; undefined when it does not. Best effort. */
const clockOfProbe = async (model: Pick<Model, 'getTask'>, { probe }: Submission): Promise<number | undefined> => {
  if (probe?.taskId === undefined) return undefined;
  const report = await model.getTask(probe.taskId).catch(() => undefined);
  if (report === undefined || report.status === 'UNKNOWN' || report.times.submittedAt === undefined) return undefined;
  return report.times.submittedAt - probe.startedAt;
};

/**
 * One look. It goes hardly beyond the window at first, since most doubts end there, and each page takes time and may be the one that cannot be
 * read; then as far as a candidate may lie; and further only while the list shows no later task of ours. `datedMs`: a further difference of
 * the clocks, by which tasks may be dated.
 */
const lookFurther = async (deps: FindTaskDeps, edit: EditInDoubt, datedMs?: number) => {
  const now = deps.clock.now();
  for (let spanMs = 0; ; spanMs = Math.max(NEAR_MS, 4 * spanMs)) {
    const { list, search } = await readTaskList(deps.model, edit.submission, now, spanMs, datedMs);
    const reachesNear = search.toNow || spanMs >= NEAR_MS;
    const verdict = await judge(deps, edit, now, list, { ...search, reachesNear });
    const isOver = verdict.verdict === 'adopt' || verdict.verdict === 'absent' || (reachesNear && !lacksLaterTask(verdict));
    if (search.toNow || isOver) return { verdict, readMs: list.clockOffsetMs, search };
  }
};

const judge = async (
  deps: FindTaskDeps,
  edit: EditInDoubt,
  now: number,
  list: TaskList,
  search: TaskSearch & { readonly reachesNear: boolean },
): Promise<Verdict> => {
  const { submission, prompt } = edit;
  const { unowned, ...proof } = await sortRows(
    deps.ledger,
    edit,
    nearestRows(list.rows, submission, search.assumed, MAX_ROWS),
    search,
  );
  return reconcile({
    submission,
    prompt,
    listedAt: now,
    offsets: search.known,
    readMs: list.clockOffsetMs,
    reachesNear: search.reachesNear,
    understood: list.understood && list.rows.length <= MAX_ROWS,
    ...proof,
    candidates: await candidatesOf(deps.model, nearestFirst(unowned, submission, search.assumed)),
    rivals: unowned.length > 0 && (await hasRivals(deps.ledger, (other) => isRival(other, edit, unowned, search.assumed))),
  });
};

/** Candidates looked at closely in one go; on an account that busy the rest waits for the next look. */
const MAX_LOOKS = 40;

/** Tasks that cannot be looked at, each for as long as a call may take, before the rest waits for the next look too. */
const MAX_FAILED_LOOKS = 3;

/** One task that cannot be looked at hides no other: it stays a candidate of which nothing more is known. */
const candidatesOf = async (model: Pick<Model, 'getTask'>, rows: readonly TaskRow[]): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = [];
  let failed = 0;
  for (const row of rows) {
    const isOver = candidates.length >= MAX_LOOKS || failed >= MAX_FAILED_LOOKS;
    const report = isOver ? undefined : await model.getTask(row.taskId).catch(() => undefined);
    if (report === undefined) failed += 1;
    candidates.push({ row, ...omitUndefined({ report }) });
  }
  return candidates;
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
