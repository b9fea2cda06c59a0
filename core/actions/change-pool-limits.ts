/** What was learned about a pool, written down; best effort, since it is learned again. */

import type { Pool } from '../admission/pool.ts';
import type { PoolLimits } from '../admission/pool-limits.ts';
import { errorName } from '../errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { compareAndSwap } from './compare-and-swap.ts';

/** What changing them needs. */
export interface ChangePoolLimitsDeps {
  readonly ledger: Pick<Ledger, 'pool' | 'commitPoolLimits'>;
  readonly telemetry: Pick<Telemetry, 'log'>;
}

const MAX_CONFLICTS = 4;

/** Changes the limits of a pool; `decide` answers those that it was given to leave them. Never throws: what is lost is learned again. */
export const changePoolLimits = async (
  { ledger, telemetry }: ChangePoolLimitsDeps,
  pool: string,
  decide: (pool: Pool) => PoolLimits,
): Promise<void> => {
  try {
    await compareAndSwap<Pool>({
      tries: MAX_CONFLICTS,
      read: () => ledger.pool(pool),
      decide: (known) => {
        const limits = decide(known);
        return limits === known.limits ? undefined : { ...known, limits: { ...limits, revision: known.limits.revision + 1 } };
      },
      write: async (_known, { limits }) => ((await ledger.commitPoolLimits(pool, limits)) ? 'committed' : 'conflict'),
    });
  } catch (error) {
    telemetry.log('warn', 'limits not noted', { pool, error: errorName(error) });
  }
};
