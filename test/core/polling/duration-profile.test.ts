import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PROFILE,
  type DurationProfile,
  meanSeconds,
  profileName,
  quantileSeconds,
  updateProfile,
  Z_SCORE,
} from '#core/polling/duration-profile.ts';

/** Standard normal zScore of the 95th percentile. */
const Z95 = 1.6448536269514722;

/** A lognormal sample, evenly spread and evenly mixed: the same numbers at every run. */
const sample = (median: number, p95: number, count: number): readonly number[] => {
  const deviation = Math.log(p95 / median) / Z95;
  return Array.from({ length: count }, (_, i) => {
    const u = ((i + 0.5) * 0.6180339887498949) % 1;
    return median * Math.exp(deviation * zScore(u));
  });
};
/** Normal zScore by bisection. */
const zScore = (u: number): number => {
  let [low, high] = [-6, 6];
  for (let i = 0; i < 60; i += 1) {
    const mid = (low + high) / 2;
    if (cumulative(mid) < u) low = mid;
    else high = mid;
  }
  return low;
};
const cumulative = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const d = 0.3989422804014327 * Math.exp((-z * z) / 2);
  const tail = d * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
};
const fed = (from: DurationProfile, seconds: readonly number[]): DurationProfile => seconds.reduce(updateProfile, from);

describe('the duration profile', () => {
  it('begins with a median of 60 s and a 95th percentile of 110 s', () => {
    expect(quantileSeconds(DEFAULT_PROFILE, Z_SCORE.median)).toBeCloseTo(60);
    expect(quantileSeconds(DEFAULT_PROFILE, Z95)).toBeCloseTo(110);
    expect(meanSeconds(DEFAULT_PROFILE)).toBeCloseTo(64.2, 1);
  });

  it.each([
    [30, 75],
    [60, 110],
    [75, 120],
  ])('comes to know a service with median %d s and 95th percentile %d s', (median, p95) => {
    const profile = fed(DEFAULT_PROFILE, sample(median, p95, 400));
    const p5 = median * (median / p95);
    expect(quantileSeconds(profile, Z_SCORE.median) / median).toBeGreaterThan(0.85);
    expect(quantileSeconds(profile, Z_SCORE.median) / median).toBeLessThan(1.15);
    expect(quantileSeconds(profile, -Z95) / p5).toBeGreaterThan(0.7);
    expect(quantileSeconds(profile, -Z95) / p5).toBeLessThan(1.3);
  });

  it('notices within some tens of tasks that the service became twice as slow', () => {
    const settled = fed(DEFAULT_PROFILE, sample(30, 75, 400));
    const shifted = fed(settled, sample(60, 110, 80));
    expect(quantileSeconds(shifted, Z_SCORE.median)).toBeGreaterThan(50);
  });

  it('is hardly moved by one task that hung for three hours', () => {
    const settled = fed(DEFAULT_PROFILE, sample(60, 110, 400));
    const moved = updateProfile(settled, 3 * 3600);
    expect(quantileSeconds(moved, Z_SCORE.median) / quantileSeconds(settled, Z_SCORE.median)).toBeLessThan(1.05);
  });

  it('weighs the first task as one in nine: what is known before counts for eight', () => {
    expect(updateProfile(DEFAULT_PROFILE, 120).meanLog).toBeCloseTo(Math.log(60) + Math.LN2 / 9, 10);
  });

  it('takes a surprise for at most three standard deviations, or a factor of two where these are less', () => {
    const deviation = Math.sqrt(DEFAULT_PROFILE.varianceLog);
    const steady = { ...DEFAULT_PROFILE, varianceLog: 0.02 ** 2 };

    expect(updateProfile(DEFAULT_PROFILE, 3 * 3600).meanLog).toBeCloseTo(Math.log(60) + (3 * deviation) / 9, 10);
    expect(updateProfile(DEFAULT_PROFILE, 1).meanLog).toBeCloseTo(Math.log(60) - (3 * deviation) / 9, 10);
    expect(updateProfile(steady, 3 * 3600).meanLog).toBeCloseTo(Math.log(60) + Math.LN2 / 9, 10);
  });

  it('ignores what cannot be a duration', () => {
    for (const seconds of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 3 * 3600 + 1]) {
      expect(updateProfile(DEFAULT_PROFILE, seconds)).toBe(DEFAULT_PROFILE);
    }
  });

  it('stays finite and counts revisions, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 10_800, noNaN: true }), { maxLength: 200 }), (seconds) => {
        const profile = fed(DEFAULT_PROFILE, seconds);
        expect(profile.revision).toBe(seconds.length);
        expect(profile.count).toBe(seconds.length);
        expect(profile.varianceLog).toBeGreaterThanOrEqual(0.0004);
        expect(profile.varianceLog).toBeLessThanOrEqual(1);
        expect(quantileSeconds(profile, Z_SCORE.p1)).toBeGreaterThan(0);
      }),
    );
  });

  it('is kept per model and number of pictures', () => {
    expect(profileName('wan2.5-i2i-preview', 4)).toBe('wan2.5-i2i-preview#4');
  });
});
