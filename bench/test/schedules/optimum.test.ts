import { describe, expect, it } from 'vitest';
import { ended, sample, secondsAt } from '../../schedules/distribution.ts';
import { optimalPolling, outcomeOf } from '../../schedules/optimum.ts';

const SERVICE = { median: 60, p95: 110 };

describe('the distribution', () => {
  it('has its median and its 95th percentile where it says', () => {
    expect(ended(SERVICE, 60)).toBeCloseTo(0.5, 6);
    expect(ended(SERVICE, 110)).toBeCloseTo(0.95, 6);
    expect(secondsAt(SERVICE, 0.95)).toBeCloseTo(110, 2);
  });

  it('is sampled evenly and out of order', () => {
    const seconds = sample(SERVICE, 1000);
    expect(seconds.filter((each) => each < 60)).toHaveLength(500);
    expect(seconds.reduce((sum, each) => sum + each, 0) / 1000).toBeCloseTo(64.2, 1);
    expect(seconds.slice(0, 10).some((each) => each > 60)).toBe(true);
    expect(new Set(seconds).size).toBe(1000);
  });
});

describe('the optimal instants of queries', () => {
  it.each([
    [0.5, 6.25, 3.07],
    [1, 4.61, 4.22],
    [2, 3.38, 5.94],
  ])('lead to the published figures when a query is worth %d s of delay', (price, queries, lag) => {
    const optimum = optimalPolling(SERVICE, price);
    expect(optimum.queries).toBeCloseTo(queries, 1);
    expect(optimum.lagSeconds).toBeCloseTo(lag, 1);
  });

  it('are better than the same number of queries at equal distances', () => {
    const { queries, lagSeconds } = optimalPolling(SERVICE, 1);
    const even = outcomeOf(
      SERVICE,
      Array.from({ length: 100 }, (_, i) => (i + 1) * 15),
    );
    expect(even.queries).toBeGreaterThan(queries);
    expect(even.lagSeconds).toBeGreaterThan(lagSeconds);
  });

  it('cannot be bettered by moving a single one', () => {
    const { at, queries, lagSeconds } = optimalPolling(SERVICE, 1);
    for (const [place] of at.slice(0, 6).entries()) {
      for (const shift of [-2, 2]) {
        const moved = outcomeOf(
          SERVICE,
          at.map((instant, other) => (other === place ? instant + shift : instant)),
        );
        expect(moved.lagSeconds + moved.queries).toBeGreaterThanOrEqual(lagSeconds + queries - 1e-9);
      }
    }
  });
});
