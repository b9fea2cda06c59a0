/** The clock of the machines that Darkroom runs on: the true time, until it is set wrong, or right again. */
import type { Clock } from '#core/ports/clock.ts';
import type { Random } from './seeded.ts';

/** How often the clock is set, and how far off. */
export interface ClockJumps {
  /** Jumps a day on average; 0: it is always right. */
  readonly perDay: number;
  /** Furthest from the true time, in ms. */
  readonly mostMs: number;
}

const DAY_MS = 86_400_000;

/** Smallest jump, in ms. */
const LEAST_MS = 1000;

/**
 * A clock that shows another time after each jump, and sleeps as long as it is told to. Every other jump sets it right: a machine
 * that slept or whose clock was set by hand is put right sooner or later.
 */
export const createMachineClock = (clock: Clock, random: Random, { perDay, mostMs }: ClockJumps): Clock & { jumps(): number } => {
  const distance = (): number => (perDay === 0 ? Number.POSITIVE_INFINITY : (-Math.log(1 - random()) * DAY_MS) / perDay);
  let [offset, jumps] = [0, 0];
  let nextAt = clock.now() + distance();
  return {
    now: () => {
      while (clock.now() >= nextAt) {
        const size = Math.round(LEAST_MS * (mostMs / LEAST_MS) ** random());
        offset = offset !== 0 ? 0 : random() < 0.5 ? -size : size;
        jumps += 1;
        nextAt += distance();
      }
      return clock.now() + offset;
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
    jumps: () => jumps,
  };
};
