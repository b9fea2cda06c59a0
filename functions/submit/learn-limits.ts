/** What an answer to a create teaches about the pool: how much the service takes, and what its clock says. Best effort. */

import { changePoolLimits } from '#core/actions/change-pool-limits.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import { afterAcceptance, afterReading, afterRefusal } from '#core/admission/pool-limits.ts';
import { NotAccepted } from '#core/errors.ts';
import type { CreatedTask } from '#core/service/task.ts';
import type { SubmitDeps } from './deps.ts';

/** The service refused a create over one of its limits: the pool goes slower, or holds less. */
export const learnRefusal = async (deps: SubmitDeps, error: unknown): Promise<void> => {
  if (!(error instanceof NotAccepted) || error.limit === undefined) return;
  await changePoolLimits(deps, DEFAULT_POOL, (pool) => afterRefusal(pool.limits, error, slotsUsed(pool), deps.clock.now()));
};

/** The service accepted a create: a lowered limit is raised slowly, and its clock is noted when it says something new. */
export const learnAcceptance = async (deps: SubmitDeps, { clockOffsetMs }: CreatedTask): Promise<void> => {
  const now = deps.clock.now();
  await changePoolLimits(deps, DEFAULT_POOL, ({ limits }) => {
    const raised = afterAcceptance(limits, deps.capacity, now);
    return clockOffsetMs === undefined ? raised : afterReading(raised, clockOffsetMs, now);
  });
};
