/** How an edit ends when a step gave up: pure decisions over the record and the failure. */

import type { Problem } from '../errors.ts';
import { TASK_RETENTION_MS } from '../service/limits.ts';
import { TASK_CANCELED, TASK_EXPIRED } from '../service/task-problems.ts';
import type { Edit } from './edit.ts';
import type { EditChange } from './edit-change.ts';
import type { BudgetShare } from './edit-record.ts';
import type { ReadFailure } from './failure.ts';
import { isTerminal } from './state.ts';

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
      return edit.problem === undefined ? leaveUnresolved(problem, now) : endAsReported(edit, edit.problem, now);
  }
};

/** The change that ends an edit as the service said that its task ended (see core/service/task-problems.ts). */
export const endAsReported = (edit: Edit, problem: Problem, now: number): EditChange => {
  if (problem.code === TASK_EXPIRED) return leaveUnresolved(problem, now);
  return endUncharged(edit, problem.code === TASK_CANCELED ? 'CANCELED' : 'FAILED', problem, now);
};

const unknownOutcome = ({ editId }: Edit, { message }: Problem): Problem => ({
  code: 'SUBMISSION_UNKNOWN',
  message: `whether the service accepted edit ${editId} could not be found out: ${message}`,
  hint: 'It is looked for once more by the sweep. Or look at the service console for a task of that minute, then retry the edit.',
});

/** A result is fetched again until this long after its task was submitted: half an hour before the service forgets it, in ms. */
export const FETCH_RETRY_MS = TASK_RETENTION_MS - 30 * 60_000;

/** From this age of the task on, a retryFetch is tried at every sweep, in ms. */
const URGENT_MS = TASK_RETENTION_MS - 90 * 60_000;

const FIRST_FETCH_GAP_MS = 4 * 60_000;
const MAX_FETCH_GAP_MS = 2 * 3_600_000;

/**
 * Whether an UNRESOLVED edit with a task should be tried again now: at growing distances since it was given up while the task is young, at every sweep
 * in the last hour, not at all once the service has forgotten it.
 */
export const fetchRetryDue = (edit: Edit, now: number): boolean => {
  if (edit.state !== 'UNRESOLVED' || edit.taskId === undefined) return false;
  const age = now - (edit.times.submittedAt ?? edit.times.createdAt);
  if (age > FETCH_RETRY_MS) return false;
  const gap = age > URGENT_MS ? 0 : Math.min(MAX_FETCH_GAP_MS, FIRST_FETCH_GAP_MS * 2 ** Math.max(0, edit.executions - 1));
  return now - edit.times.finishedAt >= gap;
};
