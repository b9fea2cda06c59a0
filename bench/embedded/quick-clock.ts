/** A clock that runs faster than the machine's, so that the model's pace does not stand between us and our own overhead. */
import { setTimeout as pause } from 'node:timers/promises';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Time passes `speed` times as fast as on the wall, from now on. */
export const createQuickClock = (speed: number): Clock => {
  const start = Date.now();
  const from = performance.now();
  return {
    now: () => Math.floor(start + (performance.now() - from) * speed),
    sleep: (ms, signal) => pause(ms / speed, undefined, { ref: false, ...omitUndefined({ signal }) }),
  };
};
