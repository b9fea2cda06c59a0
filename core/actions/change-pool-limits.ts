/** What was learned about a pool, written down; best effort, since it is learned again. */

import type { PoolLimits } from '../admission/pool-limits.ts';
import { errorName } from '../errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { compareAndSwap } from './compare-and-swap.ts';

const MAX_CONFLICTS = 4;

/** Changes the limits of a pool; `decide` answers the same ones to leave them. Never throws: what is lost is learned again. */
export const changePoolLimits = async (
  {
    ledger,
    telemetry,
  }: { readonly ledger: Pick<Ledger, 'pool' | 'commitPoolLimits'>; readonly telemetry: Pick<Telemetry, 'log'> },
  pool: string,
  decide: (limits: PoolLimits) => PoolLimits,
): Promise<void> => {
  try {
    await compareAndSwap<PoolLimits>({
      tries: MAX_CONFLICTS,
      read: async () => (await ledger.pool(pool)).limits,
      decide: (limits) => {
        const next = decide(limits);
        // One write, however many things were learned at once: each of them counted the revision on.
        return next === limits ? undefined : { ...next, revision: limits.revision + 1 };
      },
      write: async (_limits, next) => ((await ledger.commitPoolLimits(pool, next)) ? 'committed' : 'conflict'),
    });
  } catch (error) {
    telemetry.log('warn', 'limits not noted', { pool, error: errorName(error) });
  }
};
