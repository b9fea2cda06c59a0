/** Time for runtimes in tests: it goes as on the wall, but nobody pauses for long. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#core/ports/clock.ts';

/** The longest pause, in ms. */
const LONGEST_PAUSE_MS = 10;

/**
 * A clock whose pauses, such as those between two looks at a task, are short, however long they were asked to be: what they wait
 * for comes sooner in a test. What is given a signal is a limit for something else (a deadline, a schedule) and keeps its length, so
 * that a slow machine does not run into it. `laterMs` sets the clock forward.
 */
export const createShortPauseClock = ({ laterMs = 0 }: { readonly laterMs?: number } = {}): Clock => ({
  now: () => Date.now() + laterMs,
  sleep: async (ms, signal) => {
    if (signal === undefined) await sleep(Math.min(ms, LONGEST_PAUSE_MS));
    else await sleep(Math.max(0, ms), undefined, { signal });
  },
});
