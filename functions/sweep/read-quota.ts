/** Reads the limits that the service tells of itself, where it does. */
import { changePoolLimits } from '#core/actions/change-pool-limits.ts';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import { afterQuota } from '#core/admission/pool-limits.ts';
import type { SweepDeps } from './deps.ts';

/** Keeps what the service says of its limits in the pool; where it says nothing, nothing changes. Best effort. */
export const readQuota = async (deps: SweepDeps): Promise<void> => {
  const quota = await deps.model.quota().catch(() => undefined);
  if (quota !== undefined) await changePoolLimits(deps, DEFAULT_POOL, ({ limits }) => afterQuota(limits, quota));
};
