import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, type DurationProfile, updateProfile } from '#core/polling/duration-profile.ts';
import { firstWaitSeconds, nextLook } from '#core/polling/schedule.ts';
import { PRICE_PER_IMAGE_USD } from '#core/service/limits.ts';
import { WATCH_MS } from '#functions/check-status/watch-task.ts';
import { DISTRIBUTIONS, type Lognormal, sample, sigmaOf } from '../../schedules/distribution.ts';
import { optimalWatching } from '../../schedules/optimum.ts';

/** With this capacity the schedule looks every half second. */
const CAPACITY = 8;

/**
 * Prices of the comparison, in transitions of the workflow ($25e-6): a lap has three, 15 s of the watching function cost as much as
 * one. A task that has ended unseen keeps a slot from making the next picture, so a second of delay is worth what a picture costs
 * over the mean 64 s that it takes.
 */
const PRICES = { lagSecond: PRICE_PER_IMAGE_USD / 64 / 25e-6, watchSecond: 1 / 15, lap: 3, lookEvery: 0.5 };

const knowing = ({ median }: Lognormal, sigma: number): DurationProfile => ({
  ...DEFAULT_PROFILE,
  count: 10_000,
  meanLog: Math.log(median),
  varianceLog: sigma ** 2,
});

/** What the schedule makes of one task, with calls that take no time: what every second of it costs. */
const costOf = (profile: DurationProfile, seconds: number): number => {
  let at = firstWaitSeconds(profile, 0);
  let cost = PRICES.lap;
  let entered = at;
  while (at < seconds) {
    const now = at * 1000;
    const next = nextLook({
      status: 'RUNNING',
      startedAt: 0,
      now,
      deadline: entered * 1000 + WATCH_MS,
      profile,
      capacity: CAPACITY,
    });
    const step = next.kind === 'wait' ? next.seconds : next.afterMs / 1000;
    at += step;
    if (next.kind === 'wait') entered = at;
    cost += next.kind === 'wait' ? PRICES.lap : step * PRICES.watchSecond;
  }
  return cost + (at - seconds) * PRICES.lagSecond;
};

const expectedCost = (profile: DurationProfile, distribution: Lognormal): number => {
  const tasks = sample(distribution, 2000);
  return tasks.reduce((sum, seconds) => sum + costOf(profile, seconds), 0) / tasks.length;
};

describe.each(DISTRIBUTIONS)('the schedule on tasks of median $median s and 95th percentile $p95 s', (distribution) => {
  const optimum = optimalWatching(distribution, PRICES);

  it('costs at most a tenth more than the best plan that dynamic programming finds', () => {
    const ours = expectedCost(knowing(distribution, sigmaOf(distribution)), distribution);
    expect(ours / optimum).toBeGreaterThan(0.99);
    expect(ours / optimum).toBeLessThan(1.1);
  });

  const mistaken = (factor: number): DurationProfile =>
    knowing({ ...distribution, median: distribution.median * factor }, sigmaOf(distribution));

  it('costs less than twice that when it firmly takes the service to be half as slow as it is', () => {
    expect(expectedCost(mistaken(0.5), distribution) / optimum).toBeLessThan(2);
  });

  it('costs about three times that when it firmly takes the service to be half again as slow, and a quarter more after 20 tasks', () => {
    const corrected = sample(distribution, 20).reduce(updateProfile, mistaken(1.5));
    expect(expectedCost(mistaken(1.5), distribution) / optimum).toBeLessThan(3.2);
    expect(expectedCost(corrected, distribution) / optimum).toBeLessThan(1.25);
  });
});
