/** Trying a write again while it collides with others: DynamoDB refuses what touches an item that a transaction holds. */
import type { Clock } from '#core/ports/clock.ts';
import { unavailable } from '../aws-problem.ts';

/** What waiting between two tries needs. */
export interface Pacing {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** A try that came to nothing because of somebody else, and may well do so no more in a moment. */
export class Collision {
  readonly cause: unknown;
  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** How long a write is tried, in ms: shorter than the time limit of every function, far longer than a burst of writers needs. Assumed. */
const PATIENCE_MS = 20_000;

/** Bounds of the pause, in ms: it is drawn between 0 and one that doubles from the first to the last of these ("full jitter"). Assumed. */
const PAUSE_MS = { first: 40, last: 500 } as const;

/** Tries until there is an outcome that is no collision. `attempt` counts from 1. @throws Unavailable when it collides for too long */
export const untilNoCollision = async <T>(
  { clock, random }: Pacing,
  once: (attempt: number) => Promise<T | Collision>,
): Promise<T> => {
  const until = clock.now() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(attempt);
    if (!(outcome instanceof Collision)) return outcome;
    const longest = Math.min(PAUSE_MS.last, PAUSE_MS.first * 2 ** (attempt - 1));
    const pause = Math.ceil(random() * longest);
    if (clock.now() + pause >= until) throw unavailable('LEDGER_UNAVAILABLE', 'writing to the ledger', outcome.cause);
    await clock.sleep(pause);
  }
};
