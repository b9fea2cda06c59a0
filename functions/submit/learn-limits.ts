/** What an answer to a create teaches about the pool: how much the service takes, and what its clock says. Best effort. */

import { changePoolLimits } from '#core/actions/change-pool-limits.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import { afterAcceptance, afterReading, afterRefusal, clockOffsetAt } from '#core/admission/pool-limits.ts';
import { NotAccepted } from '#core/errors.ts';
import type { CreatedTask } from '#core/service/task.ts';
import type { SubmitDeps } from './deps.ts';

/** The service refused a create over one of its limits: the pool goes slower, or holds less. */
export const learnRefusal = async (deps: SubmitDeps, error: unknown): Promise<void> => {
  if (!(error instanceof NotAccepted) || error.limit === undefined) return;
  const { limit, retryAfterMs = 0 } = error;
  const inUse = await deps.ledger.pool(DEFAULT_POOL).then(slotsUsed, () => 1);
  await changePoolLimits(deps, DEFAULT_POOL, (limits) => afterRefusal(limits, { limit, retryAfterMs }, inUse, deps.clock.now()));
};

/** The service accepted a create: a lowered limit is raised slowly, and its clock is noted when it says something new. */
export const learnAcceptance = async (deps: SubmitDeps, { clockOffsetMs }: CreatedTask): Promise<void> => {
  const now = deps.clock.now();
  await changePoolLimits(deps, DEFAULT_POOL, (limits) => {
    const raised = afterAcceptance(limits, deps.capacity, now);
    return clockOffsetMs === undefined ? raised : afterReading(raised, clockOffsetMs, now);
  });
};

/**
 * Reads the service's clock where it was not read of late: a create whose answer is lost is looked for by it, and a clock that is set
 * right in the meantime would hide its task. A list of no time at all is asked for, which is free.
 */
export const learnClock = async (deps: SubmitDeps): Promise<void> => {
  const now = deps.clock.now();
  const { limits } = await deps.ledger.pool(DEFAULT_POOL);
  if (clockOffsetAt(limits, now) !== undefined) return;
  const { clockOffsetMs } = await deps.model.listTasks({ from: now, to: now }).catch(() => ({ clockOffsetMs: undefined }));
  if (clockOffsetMs === undefined) return;
  await changePoolLimits(deps, DEFAULT_POOL, (current) => afterReading(current, clockOffsetMs, deps.clock.now()));
};
