import { describe, expect, it } from 'vitest';
import { changePoolLimits } from '#core/actions/change-pool-limits.ts';
import { DEFAULT_POOL, type Pool } from '#core/admission/pool.ts';
import { afterAcceptance, afterReading, NO_LIMITS, type PoolLimits } from '#core/admission/pool-limits.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';

const setUp = (change: Partial<Pick<Ledger, 'pool' | 'commitPoolLimits'>> = {}) => {
  const memory = createMemoryLedger();
  const telemetry = createRecordingTelemetry();
  const limits = async (): Promise<PoolLimits> => (await memory.pool(DEFAULT_POOL)).limits;
  return { memory, telemetry, limits, deps: { ledger: { ...memory, ...change }, telemetry } };
};

const lower = ({ limits }: Pool): PoolLimits => ({ ...limits, capacity: (limits.capacity ?? 8) - 1 });

describe('what was learned about a pool', () => {
  it('is written down for that pool', async () => {
    const { deps, memory, limits } = setUp();
    await changePoolLimits(deps, DEFAULT_POOL, lower);
    expect(await limits()).toEqual({ revision: 1, capacity: 7 });
    expect((await memory.pool('another')).limits).toEqual(NO_LIMITS);
  });

  it('is not written when it is nothing new', async () => {
    let writes = 0;
    const { deps } = setUp({
      commitPoolLimits: async () => {
        writes += 1;
        return true;
      },
    });
    await changePoolLimits(deps, DEFAULT_POOL, ({ limits }) => limits);
    expect(writes).toBe(0);
  });

  it('is learned on top of what others learned in the same moment', async () => {
    const { deps, limits } = setUp();
    await Promise.all(Array.from({ length: 4 }, () => changePoolLimits(deps, DEFAULT_POOL, lower)));
    expect(await limits()).toEqual({ revision: 4, capacity: 4 });
  });

  it('is one write, however many things were learned at once', async () => {
    const { deps, memory, limits } = setUp();
    await memory.commitPoolLimits(DEFAULT_POOL, { revision: 1, capacity: 3, changedAt: 0 });
    await changePoolLimits(deps, DEFAULT_POOL, ({ limits: known }) =>
      afterReading(afterAcceptance(known, 7, 600_000), 124_000, 600_000),
    );
    expect(await limits()).toMatchObject({ revision: 2, capacity: 4, clock: { offsetMs: 124_000 } });
  });

  it.each([
    ['the ledger does not answer', { pool: () => Promise.reject(new Error('throttled')) }],
    ['it cannot be written', { commitPoolLimits: () => Promise.reject(new Error('throttled')) }],
  ])('is lost when %s, which is told and stops nothing', async (_what, change) => {
    const { deps, telemetry } = setUp(change);
    await changePoolLimits(deps, DEFAULT_POOL, lower);
    expect(telemetry.lines).toEqual([
      { level: 'warn', event: 'limits not noted', fields: { pool: DEFAULT_POOL, error: 'Error' } },
    ]);
  });

  it('is lost, and stops nothing, when others always come first', async () => {
    let tries = 0;
    const { deps, limits } = setUp({
      commitPoolLimits: async () => {
        tries += 1;
        return false;
      },
    });
    await changePoolLimits(deps, DEFAULT_POOL, lower);
    expect(tries).toBe(4);
    expect(await limits()).toEqual(NO_LIMITS);
  });
});
