import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapConcurrent } from '#cli/map-concurrent.ts';

describe('mapConcurrent', () => {
  it('does each once, in order, and never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 })), fc.integer({ min: 1, max: 5 }), async (turns, limit) => {
        const done: number[] = [];
        let now = 0;
        const results = await mapConcurrent(turns, limit, async (count, index) => {
          now += 1;
          expect(now).toBeLessThanOrEqual(limit);
          done.push(index);
          for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
          now -= 1;
          return index;
        });
        expect(results).toEqual(turns.map((_count, index) => index));
        expect(done).toEqual(turns.map((_count, index) => index));
      }),
    );
  });
  it('begins nothing more after an error, waits for what has begun, and throws it', async () => {
    const begun: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('the first');
    };
    await expect(mapConcurrent([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('the first');
    expect(begun.length).toBeLessThan(6);
  });
});
