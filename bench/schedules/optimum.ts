/**
 * The best that could be done, computed: dynamic programming over a grid of instants for a known distribution of durations.
 * After Barlow, Hunter and Proschan, "Optimum checking procedures", J. SIAM 11 (1963): the cost of an inspection policy is the expected
 * delay of detection plus a price for each inspection.
 */
import { ended, type Lognormal, secondsAt } from './distribution.ts';

/** What a policy leads to, exactly. */
export interface PolicyOutcome {
  readonly queries: number;
  readonly lagSeconds: number;
}

/** Instants in seconds of the optimal queries when one query is worth `price` seconds of delay, and what they lead to. */
export const optimalPolling = (
  distribution: Lognormal,
  price: number,
  step = 1,
): { readonly at: readonly number[] } & PolicyOutcome => {
  const grid = createGrid(distribution, step);
  const value = new Float64Array(grid.size + 1);
  const next = new Int32Array(grid.size + 1);
  for (let i = grid.size - 1; i >= 0; i -= 1) {
    let [best, at] = [Number.POSITIVE_INFINITY, i + 1];
    for (let j = i + 1; j <= grid.size; j += 1) {
      const lag = grid.lag(i, j);
      if (lag > best) break;
      const total = price * grid.alive(i) + lag + (value[j] ?? 0);
      if (total < best) [best, at] = [total, j];
    }
    value[i] = best;
    next[i] = at;
  }
  const at: number[] = [];
  for (let i = 0; i < grid.size; ) {
    i = next[i] ?? grid.size;
    at.push(i * step);
  }
  return { at, ...outcomeOf(distribution, at) };
};

/** Expected queries and delay of asking at these instants (seconds, ascending). */
export const outcomeOf = (distribution: Lognormal, at: readonly number[]): PolicyOutcome => {
  const grid = createGrid(distribution, 0.25);
  let [queries, lagSeconds, from] = [0, 0, 0];
  for (const instant of at) {
    const to = Math.min(grid.size, Math.round(instant / 0.25));
    queries += grid.alive(from);
    lagSeconds += grid.lag(from, to);
    from = to;
  }
  return { queries, lagSeconds };
};

/** Prices of waiting outside and watching inside, in any one unit. */
export interface WatchPrices {
  /** Of one second of delay. */
  readonly lagSecond: number;
  /** Of one second inside the watching function. */
  readonly watchSecond: number;
  /** Of one lap of the workflow: Wait, Check status, Finished? */
  readonly lap: number;
  /** Seconds between two looks inside. */
  readonly lookEvery: number;
}

/**
 * The least expected cost of any plan that waits outside and watches inside, when the distribution is known: at every look that finds
 * the task unfinished, either look again a moment later or leave and come back at any later instant. The first lap is included.
 */
export const optimalWatching = (distribution: Lognormal, prices: WatchPrices): number => {
  const step = prices.lookEvery;
  const grid = createGrid(distribution, step);
  /** Cost from instant i on, given in absolute probability (not conditional), inside and unfinished. */
  const inside = new Float64Array(grid.size + 1);
  const outside = (i: number): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let j = i + 1; j <= grid.size; j += 1) {
      const lag = prices.lagSecond * grid.lag(i, j);
      if (lag > best) break;
      best = Math.min(best, prices.lap * grid.alive(i) + lag + (inside[j] ?? 0));
    }
    return best;
  };
  for (let i = grid.size - 1; i >= 0; i -= 1) {
    const stay = prices.watchSecond * step * grid.alive(i) + prices.lagSecond * grid.lag(i, i + 1) + (inside[i + 1] ?? 0);
    inside[i] = Math.min(stay, outside(i));
  }
  return outside(0);
};

/** Probabilities on a grid that ends where one task in a million is left. */
const createGrid = (distribution: Lognormal, step: number) => {
  const size = Math.ceil(secondsAt(distribution, 1 - 1e-6) / step);
  const below = new Float64Array(size + 1);
  /** Integral of the share ended, from 0 to each instant. */
  const integral = new Float64Array(size + 1);
  const parts = Math.max(1, Math.ceil(step / 0.25));
  for (let i = 1; i <= size; i += 1) {
    let area = 0;
    for (let part = 0; part < parts; part += 1) {
      const from = (i - 1 + part / parts) * step;
      area += ((ended(distribution, from) + ended(distribution, from + step / parts)) / 2) * (step / parts);
    }
    below[i] = ended(distribution, i * step);
    integral[i] = (integral[i - 1] ?? 0) + area;
  }
  return {
    size,
    /** Share unfinished at instant i. */
    alive: (i: number): number => 1 - (below[i] ?? 1),
    /** Expected delay of those that end between the instants i and j and are seen at j. */
    lag: (i: number, j: number): number => (integral[j] ?? 0) - (integral[i] ?? 0) - (below[i] ?? 0) * (j - i) * step,
  };
};
