/** How an edit ends when a step gave up: pure decisions over the record and the failure. */

import type { Problem } from '../errors.ts';
import { TASK_RETENTION_MS } from '../service/limits.ts';
import { TASK_CANCELED, TASK_EXPIRED, TASK_OVERDUE, taskUnanswered } from '../service/task-problems.ts';
import type { Edit } from './edit.ts';
import type { EditChange } from './edit-change.ts';
import type { BudgetShare } from './edit-record.ts';
import type { ReadFailure } from './failure.ts';
import { isTerminal } from './state.ts';
import { FETCH_DEADLINE_MS, isFetchOver, isForgotten, taskAge } from './task-age.ts';

/** A budget share with `images` charged; absent shares stay absent. */
export const settleBudget = ({ budget }: Pick<Edit, 'budget'>, images: number): { readonly budget?: BudgetShare } =>
  budget === undefined || budget.settled !== undefined ? {} : { budget: { ...budget, settled: images } };

/** The change that ends an edit for which nothing is charged. */
export const endUncharged = (
  edit: Edit,
  state: 'FAILED' | 'CANCELED',
  problem: Problem | undefined,
  now: number,
): EditChange => ({
  state,
  taskToken: undefined,
  problem,
  ...settleBudget(edit, 0),
  times: { finishedAt: now },
});

/** The change that leaves an edit to a person: the service may have charged for it, so its budget stays reserved. */
export const leaveUnresolved = (problem: Problem, now: number): EditChange => ({
  state: 'UNRESOLVED',
  taskToken: undefined,
  problem,
  times: { finishedAt: now },
});

/**
 * The end of an edit whose step failed for good. Undefined when it has ended already. Only an edit that was never in doubt ends
 * free of charge: from SUBMITTING on the service may have charged, so it is left UNRESOLVED with what is known.
 */
export const failureOutcome = (edit: Edit, { name, problem }: ReadFailure, now: number): EditChange | undefined => {
  if (isTerminal(edit.state)) return undefined;
  switch (edit.state) {
    case 'QUEUED':
      return endUncharged(
        edit,
        name === 'Canceled' || edit.cancelRequestedAt !== undefined ? 'CANCELED' : 'FAILED',
        problem,
        now,
      );
    case 'SUBMITTING':
      return leaveUnresolved(unknownOutcome(edit, problem), now);
    default:
      return edit.problem === undefined ? withoutAnAnswer(edit, problem, now) : endAsReported(edit, edit.problem, now);
  }
};

/** The change that ends an edit as the service said that its task ended (see core/service/task-problems.ts). */
export const endAsReported = (edit: Edit, problem: Problem, now: number): EditChange => {
  if (problem.code === TASK_EXPIRED || problem.code === TASK_OVERDUE) return withoutAnEnd(edit, problem, now);
  return endUncharged(edit, problem.code === TASK_CANCELED ? 'CANCELED' : 'FAILED', problem, now);
};

/** The end of a task was not heard of (one that was is fetched by persist-result, which decides): lost once the service has forgotten it. */
const withoutAnAnswer = (edit: Edit, problem: Problem, now: number): EditChange =>
  edit.times.detectedAt === undefined && isForgotten(taskAge(edit, now))
    ? endLost(edit, taskUnanswered(edit.taskId ?? '', problem), now)
    : leaveUnresolved(problem, now);

/** A task that is not known, or does not end, is looked at again for as long as the service may still say something else. */
const withoutAnEnd = (edit: Edit, problem: Problem, now: number): EditChange => {
  const age = taskAge(edit, now);
  const over = problem.code === TASK_EXPIRED ? isForgotten(age) : isFetchOver(age);
  return over ? endLost(edit, problem, now) : leaveUnresolved(problem, now);
};

/**
 * The change that tells a paid result as lost. Charged is what the service said when its task ended; where it never said anything, the budget
 * counts every image that was reserved, since it may have charged them.
 */
export const endLost = (edit: Edit, problem: Problem, now: number): EditChange => ({
  state: 'FAILED',
  taskToken: undefined,
  problem,
  ...settleBudget(edit, edit.imageCount ?? edit.budget?.reserved ?? 0),
  times: { finishedAt: now },
});

const unknownOutcome = ({ editId }: Edit, { message }: Problem): Problem => ({
  code: 'SUBMISSION_UNKNOWN',
  message: `whether the service accepted edit ${editId} could not be found out: ${message}`,
  hint: 'Every sweep goes on looking, for 24 hours. If the service console shows a task of that minute with its prompt, retry the edit with it (retry --adopt <task id>).',
});

/** From this age of the task on, it is tried at every sweep, in ms. */
const URGENT_MS = FETCH_DEADLINE_MS - 60 * 60_000;

/** From this age on, what still cannot be told as lost (the service does not answer, the store is full) is tried at {@link LATE_GAP_MS}. */
const LATE_MS = TASK_RETENTION_MS + 60 * 60_000;

const FIRST_FETCH_GAP_MS = 4 * 60_000;
const MAX_FETCH_GAP_MS = 2 * 3_600_000;
const LATE_GAP_MS = 3_600_000;

/**
 * Whether an UNRESOLVED edit with a task should be tried again now: at growing distances since it was given up while the task is young; at every
 * sweep in the last hour, and until it is told as lost. An instant of ours that has not come yet proves that our clock was set back.
 */
export const fetchRetryDue = (edit: Edit, now: number): boolean => {
  if (edit.state !== 'UNRESOLVED' || edit.taskId === undefined) return false;
  const since = now - edit.times.finishedAt;
  return since < 0 || since >= fetchGapMs(edit, now);
};

const fetchGapMs = ({ times, executions }: Edit, now: number): number => {
  const age = now - (times.submittedAt ?? times.createdAt);
  if (age > LATE_MS) return LATE_GAP_MS;
  return age > URGENT_MS ? 0 : Math.min(MAX_FETCH_GAP_MS, FIRST_FETCH_GAP_MS * 2 ** Math.max(0, executions - 1));
};
