/** Time in the simulator: now and timers, so that a test can move it. */

/** A timer that may be taken back before it fires. */
export interface Timer {
  cancel(): void;
}

/** The only source of time in the simulator; instants are milliseconds since 1970 (UTC). */
export interface Clock {
  now(): number;
  /** Runs `fn` after `ms` milliseconds of this clock. */
  setTimer(ms: number, fn: () => void): Timer;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Resolves after `ms` milliseconds of the given clock. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(ms, resolve);
  });
