/** The machine's own clock, the same wherever Darkroom runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#core/ports/clock.ts';

/** Time as the operating system tells it. */
export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleep(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
  },
});
