/** Schedules that others ship: when each of them asks, counted from the create, and what that leads to. */

/** Instants of queries in ms, ascending, without end. */
export type Instants = Iterable<number>;

/** How one schedule did on one task. */
export interface Polled {
  readonly queries: number;
  readonly lagMs: number;
  /** When the end was noticed, ms after the create. */
  readonly noticedMs: number;
}

/** One query and its answer over the network, in ms: the same for every schedule, ours included. */
export const QUERY_MS = 100;

/** Asks every `ms`, counted from the last answer. */
export function* every(ms: number): Generator<number> {
  for (let at = ms; ; at += ms + QUERY_MS) yield at;
}

/** wait() of the official Python SDK: at once, then after pauses of 1, 1, 2, 2, 2, 4, 4, 4, then 5 s (dashscope, base_api.py). */
export function* officialWait(): Generator<number> {
  let pause = 1000;
  let asked = 0;
  for (let at = 0; ; ) {
    yield at;
    asked += 1;
    if (asked % 3 === 0) pause = Math.min(pause * 2, 5000);
    at += pause + QUERY_MS;
  }
}

/** waitForCondition of Lambda durable functions as it comes: 5 s, times 1.5 each time, at most 300 s, each with full jitter. */
export function* durableDefault(random: () => number): Generator<number> {
  let bound = 5000;
  for (let at = 0; ; bound = Math.min(bound * 1.5, 300_000)) {
    yield at;
    at += QUERY_MS + Math.max(1000, Math.round(random() * bound));
  }
}

/** Follows a schedule until a task that takes `durationMs` is seen to have ended; a query sees what is true when it is answered. */
export const poll = (instants: Instants, durationMs: number): Polled => {
  let queries = 0;
  for (const at of instants) {
    queries += 1;
    const noticedMs = at + QUERY_MS;
    if (noticedMs >= durationMs) return { queries, lagMs: noticedMs - durationMs, noticedMs };
  }
  throw new RangeError('the schedule ended before the task did');
};
