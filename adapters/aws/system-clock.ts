/** The machine's own clock. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#core/ports/clock.ts';

/** The clock that deployed functions use. */
export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  },
});
