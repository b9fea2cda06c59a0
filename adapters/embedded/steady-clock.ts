/**
 * Time that never goes back in one home. Every wait by an instant (a create lock, a retry, the quiet time of a sweep) would last hours
 * longer when the machine's clock is set back by hours, and a create in doubt would be looked for in the wrong window. So while the
 * machine's clock is behind, time goes on by what has elapsed since, also over a restart; a clock that is set forward is followed,
 * since a machine that slept looks the same.
 */
import type { Clock } from '#core/ports/clock.ts';

/** What a steady clock is made of. */
export interface SteadyClockDeps {
  /** The machine's clock, which a person, a time server or a sleep may move. */
  readonly machine: Clock;
  /** Milliseconds that went by since some beginning, whatever the machine's clock says. */
  readonly elapsed: () => number;
  /** The last instant that this home has seen, epoch ms. */
  readonly lastSeen?: number | undefined;
}

/** A clock that tells by how much the machine's was moved. */
export interface SteadyClock extends Clock {
  /** How far the machine's clock was moved since it was asked last, in ms (back: negative); undefined when it was not. */
  moved(): number | undefined;
  /** How far this clock is ahead of the machine's, in ms. */
  ahead(): number;
}

/**
 * Further ahead than this, in ms, the machine's clock is followed all the same: a clock that was years ahead for a minute must not keep a
 * home there. Longer than any wait that can cost money (a result is kept by the service for 24 hours).
 */
export const MOST_AHEAD_MS = 26 * 3_600_000;

/** A difference up to this, in ms, is a clock that is being adjusted as it should, not one that was moved. */
const ADJUSTED_MS = 2_000;

/** A steady clock; a home whose last instant lies ahead of the machine's clock counts as moved at once. */
export const createSteadyClock = ({ machine, elapsed, lastSeen }: SteadyClockDeps): SteadyClock => {
  let anchor = { instant: steady(lastSeen ?? machine.now(), machine.now()), elapsed: elapsed() };
  /** Where the machine's clock would stand at `elapsed` 0, as it was when it was looked at last. */
  let origin = (lastSeen ?? 0) > machine.now() ? (lastSeen ?? 0) - elapsed() : machine.now() - elapsed();

  const now = (): number => {
    const at = elapsed();
    anchor = { instant: steady(anchor.instant + (at - anchor.elapsed), machine.now()), elapsed: at };
    return Math.floor(anchor.instant);
  };

  return {
    now,
    sleep: machine.sleep,
    moved: () => {
      const found = machine.now() - elapsed();
      const by = found - origin;
      origin = found;
      return Math.abs(by) > ADJUSTED_MS ? Math.round(by) : undefined;
    },
    ahead: () => Math.max(0, now() - machine.now()),
  };
};

const steady = (ours: number, machine: number): number => (ours - machine > MOST_AHEAD_MS ? machine : Math.max(ours, machine));
