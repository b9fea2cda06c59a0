import { describe, expect, it } from 'vitest';
import type { FaultSource } from '../../simulate/faults.ts';
import { judge } from '../../simulate/judge.ts';
import { settle } from '../../simulate/settle.ts';
import { sendUploads } from '../../simulate/uploads.ts';
import { createWorld, type World } from '../../simulate/world.ts';

const MINUTE = 60_000;

/** Half of the calls of the ledger fail between two instants. */
const troubledLedger = (world: () => World, fromMs: number, untilMs: number): FaultSource => ({
  twice: () => false,
  begin: () => ({
    diesAtEnd: () => false,
    next: (port) => {
      const now = world().clock.now() - Date.UTC(2026, 0, 1);
      const struck = port === 'ledger' && now >= fromMs && now < untilMs && world().random() < 0.5;
      return struck ? { kind: 'error-before' } : undefined;
    },
  }),
});

describe('a ledger that answers every other call, for twenty minutes', () => {
  it('costs no upload its pictures', async () => {
    const world: World = createWorld({ seed: 7, faults: troubledLedger(() => world, MINUTE, 21 * MINUTE) });
    const traffic = { count: 30, overMs: 10 * MINUTE, duplicated: 0, overwrites: 0, unusable: 0, n: [1], latestMs: 0 };
    const uploads = await sendUploads(world, traffic);
    await settle(world, 24 * 60 * MINUTE);
    const found = await judge(world, uploads);
    world.close();
    expect(found.unsatisfied).toEqual([]);
    expect(found.paidTwice).toEqual([]);
    expect(found.leaks).toEqual([]);
  });
});
