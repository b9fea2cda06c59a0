import { describe, expect, it } from 'vitest';
import { compareAndSwap, type Swap } from '#core/actions/compare-and-swap.ts';

/** A stored number that others change just before the first `conflicts` writes. */
const counter = (conflicts: number) => {
  const seen = { stored: 1, reads: 0, pauses: [] as number[] };
  let left = conflicts;
  const swap = (decide: (current: number) => number | undefined, tries = 3): Swap<number> => ({
    tries,
    decide,
    read: async () => {
      seen.reads += 1;
      return seen.stored;
    },
    write: async (current, next) => {
      if (left > 0) {
        left -= 1;
        seen.stored += 10;
      }
      if (seen.stored !== current) return 'conflict';
      seen.stored = next;
      return 'committed';
    },
    pause: async (attempt) => {
      seen.pauses.push(attempt);
    },
  });
  return { seen, swap };
};

describe('compare and swap', () => {
  it('writes what was decided of the record that it read', async () => {
    const { seen, swap } = counter(0);
    expect(await compareAndSwap(swap((current) => current + 1))).toEqual({ outcome: 'written', record: 2 });
    expect(seen).toEqual({ stored: 2, reads: 1, pauses: [] });
  });

  it('leaves the record when there is nothing to change', async () => {
    const { seen, swap } = counter(0);
    expect(await compareAndSwap(swap(() => undefined))).toEqual({ outcome: 'left', record: 1 });
    expect(seen).toEqual({ stored: 1, reads: 1, pauses: [] });
  });

  it('decides again over the newest record after a conflict', async () => {
    const { seen, swap } = counter(2);
    expect(await compareAndSwap(swap((current) => current + 1))).toEqual({ outcome: 'written', record: 22 });
    expect(seen).toEqual({ stored: 22, reads: 3, pauses: [0, 1] });
  });

  it('may find after a conflict that there is nothing left to do', async () => {
    const { swap } = counter(1);
    expect(await compareAndSwap(swap((current) => (current > 1 ? undefined : 2)))).toEqual({ outcome: 'left', record: 11 });
  });

  it('gives up after its tries, having written nothing', async () => {
    const { seen, swap } = counter(3);
    expect(await compareAndSwap(swap((current) => current + 1))).toEqual({ outcome: 'conflict' });
    expect(seen).toMatchObject({ stored: 31, reads: 3 });
  });

  it('needs no pause', async () => {
    const { swap } = counter(1);
    const { pause: _none, ...atOnce } = swap((current) => current + 1);
    expect(await compareAndSwap(atOnce)).toEqual({ outcome: 'written', record: 12 });
  });
});
