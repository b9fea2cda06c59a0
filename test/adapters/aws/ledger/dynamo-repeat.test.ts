import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Collision, untilNoCollision } from '#adapters/aws/ledger/dynamo-repeat.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

/** Tries that collide `collisions` times; answers the instants of the tries, in ms from the first, and what came of them. */
const attempts = async (collisions: number, random: () => number) => {
  const clock = createVirtualClock();
  const began = clock.now();
  const at: number[] = [];
  const outcome = await clock.drive(
    untilNoCollision({ clock, random }, async (attempt) => {
      at.push(clock.now() - began);
      expect(attempt).toBe(at.length);
      return attempt > collisions ? 'done' : new Collision(new Error(`collision ${attempt}`));
    }).catch((error: Error) => error),
  );
  return { at, outcome, pauses: at.slice(1).map((instant, place) => instant - (at[place] ?? 0)) };
};

describe('a write that collides', () => {
  it('is tried again after a pause between nothing and a bound that doubles up to half a second', async () => {
    expect((await attempts(6, () => 0.9999)).pauses).toEqual([40, 80, 160, 320, 500, 500]);
    expect((await attempts(6, () => 0)).pauses).toEqual([0, 0, 0, 0, 0, 0]);
  });
  it('is tried as often as it fits into twenty seconds, then given up with the last collision as the cause', async () => {
    const { at, outcome } = await attempts(1000, () => 0.5);
    expect(at.at(-1)).toBeGreaterThan(19_000);
    expect(at.at(-1)).toBeLessThan(20_000);
    expect(outcome).toMatchObject({
      name: 'Unavailable',
      code: 'LEDGER_UNAVAILABLE',
      cause: { message: `collision ${at.length}` },
    });
  });
  it('never takes longer, whatever is drawn', async () => {
    const draws = fc.infiniteStream(fc.double({ min: 0.01, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(draws, async (drawn) => {
        const { at } = await attempts(100_000, () => drawn.next().value);
        expect(at.at(-1)).toBeLessThan(20_000);
      }),
      { numRuns: 20 },
    );
  });
});
