import { describe, expect, it } from 'vitest';
import { durableCost, lambdaCost, loopCost, loopTransitions, sittingCost } from '../prices.ts';
import { every, officialWait, poll, QUERY_MS } from '../schedules/polling.ts';

const first = (instants: Iterable<number>, count: number): readonly number[] => {
  const found: number[] = [];
  for (const instant of instants) {
    if (found.push(instant) === count) break;
  }
  return found;
};

describe('the prices', () => {
  it('make a minute of the smallest function cost four transitions', () => {
    expect(lambdaCost(60_000, 128) / 25e-6).toBeCloseTo(4, 1);
  });

  it('make the loop of five seconds cost about 43 transitions for a task of a minute', () => {
    expect(loopTransitions(13.3)).toBeCloseTo(41.9);
    expect(loopCost(13.3, 150)).toBeGreaterThan(0.00104);
    expect(loopCost(13.3, 150)).toBeLessThan(0.00106);
  });

  it('make sitting in the function that submitted cost half a thousandth of a dollar', () => {
    expect(sittingCost(66_700)).toBeCloseTo(0.000445, 6);
  });

  it('count the start of a durable function and each of its queries', () => {
    expect(durableCost(4, 0)).toBeCloseTo(5 * 8e-6 + 4 * 2e-7, 12);
  });
});

describe('the polling schedules that are compared', () => {
  it('are as their sources write them', () => {
    const pauses = first(officialWait(), 12).map((at, i) => (at - i * QUERY_MS) / 1000);
    expect(pauses).toEqual([0, 1, 2, 4, 6, 8, 12, 16, 20, 25, 30, 35]);
    expect(first(every(500), 3)).toEqual([500, 1100, 1700]);
  });

  it('notice the end with the first answer after it', () => {
    expect(poll(every(1000), 5000)).toEqual({ queries: 5, lagMs: 500, noticedMs: 5500 });
    expect(poll([1000, 2000], 1100)).toEqual({ queries: 1, lagMs: 0, noticedMs: 1100 });
  });
});
