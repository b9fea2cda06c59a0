/** What the service's clock says, as it is known of late or asked for. */

import { DEFAULT_POOL } from '../admission/pool.ts';
import { afterReading, clockOffsetAt } from '../admission/pool-limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';
import { type ChangePoolLimitsDeps, changePoolLimits } from './change-pool-limits.ts';

/** What reading it needs. */
export interface ReadServiceClockDeps extends ChangePoolLimitsDeps {
  readonly model: Pick<Model, 'listTasks'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The service's clock minus ours, in ms: from the pool where it was read of late, else from the answer to a list of no time at all, which
 * is free, and kept in the pool. Undefined when the service does not tell it, or cannot be asked. @throws Unavailable when the ledger cannot be read
 */
export const readServiceClock = async (deps: ReadServiceClockDeps): Promise<number | undefined> => {
  const now = deps.clock.now();
  const known = clockOffsetAt((await deps.ledger.pool(DEFAULT_POOL)).limits, now);
  if (known !== undefined) return known;
  const { clockOffsetMs } = await deps.model.listTasks({ from: now, to: now }).catch(() => ({ clockOffsetMs: undefined }));
  if (clockOffsetMs === undefined) return undefined;
  await changePoolLimits(deps, DEFAULT_POOL, ({ limits }) => afterReading(limits, clockOffsetMs, deps.clock.now()));
  return clockOffsetMs;
};
