/** How long the service takes: lognormal distributions by median and 95th percentile, as numbers and as samples. */

/** A lognormal distribution of seconds. */
export interface Lognormal {
  readonly median: number;
  readonly p95: number;
}

/** The three that everything is measured on. */
export const DISTRIBUTIONS: readonly Lognormal[] = [
  { median: 60, p95: 110 },
  { median: 30, p95: 75 },
  { median: 75, p95: 120 },
];

const Z95 = 1.6448536269514722;

/** Standard deviation of ln(seconds). */
export const sigmaOf = ({ median, p95 }: Lognormal): number => Math.log(p95 / median) / Z95;

/** Share of tasks that have ended after so many seconds. */
export const ended = (distribution: Lognormal, seconds: number): number =>
  seconds <= 0 ? 0 : normalBelow(Math.log(seconds / distribution.median) / sigmaOf(distribution));

/** Seconds after which the share `p` of the tasks has ended. */
export const secondsAt = (distribution: Lognormal, p: number): number =>
  distribution.median * Math.exp(sigmaOf(distribution) * normalDeviate(p));

/**
 * `count` durations in seconds, evenly spread over the distribution and thoroughly mixed: the same numbers at every run, with the
 * mean and the tails of the distribution itself.
 */
export const sample = (distribution: Lognormal, count: number): readonly number[] => {
  const step = coprimeNear(count * 0.6180339887498949, count);
  return Array.from({ length: count }, (_, i) => secondsAt(distribution, (((i * step) % count) + 0.5) / count));
};

const coprimeNear = (wanted: number, count: number): number => {
  let step = Math.max(1, Math.round(wanted));
  while (greatestDivisor(step, count) !== 1) step += 1;
  return step;
};

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Share of a standard normal below z (Abramowitz and Stegun 7.1.26 on erfc, error below 2e-7). */
const normalBelow = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp(-x * x)) / 2;
  return z > 0 ? 1 - tail : tail;
};

const normalDeviate = (p: number): number => {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
