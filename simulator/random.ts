/** Repeatable random numbers, and the task durations drawn from them. */

/** A source of numbers in [0, 1). */
export type Random = () => number;

/** A repeatable random source: the same seed gives the same numbers (mulberry32). */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A 32-bit number that depends on every character of the text (FNV-1a). */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

/** One draw from the standard normal distribution (Box-Muller). */
const standardNormal = (random: Random): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
};

/** Standard normal quantile of 0.95. */
const Z95 = 1.6448536;

/** How long the service works on a task: by its median and 95th percentile (log-normal), or computed from n; in seconds. */
export type Duration = { readonly medianSeconds: number; readonly p95Seconds: number } | ((n: number) => number);

/** Observed by the guide's own samples (53 s, 73 s) and the older reference page (1 to 2 minutes). */
export const DEFAULT_DURATION: Duration = { medianSeconds: 60, p95Seconds: 110 };

/** Draws the seconds that one task takes. */
export const drawSeconds = (duration: Duration, n: number, random: Random): number => {
  if (typeof duration === 'function') return duration(n);
  const sigma = Math.log(duration.p95Seconds / duration.medianSeconds) / Z95;
  return duration.medianSeconds * Math.exp(sigma * standardNormal(random));
};
