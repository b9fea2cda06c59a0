/**
 * The limits of a pool as data: read from the service where it tells them, lowered when it refuses (429), raised slowly while it
 * accepts. What an operator or the deployment sets is the most; the service may make it less, never more.
 */

import type { NotAccepted } from '../errors.ts';
import { omitUndefined } from '../omit-undefined.ts';
import { MAX_PAUSE_MS } from '../service/limits.ts';
import type { Quota } from '../service/task.ts';

/** What is known of the service's clock. */
export interface ServiceClock {
  /** The service's clock minus ours, in ms. */
  readonly offsetMs: number;
  /** When it was read, epoch ms by our clock. */
  readonly readAt: number;
}

/** What was learned about a pool. */
export interface PoolLimits {
  readonly revision: number;
  /** Slots at most, while the service refuses more; absent: what is set. */
  readonly capacity?: number;
  /** Least distance between two creates in ms, while the service refuses more; absent: what its rate allows. */
  readonly spacingMs?: number;
  /** No create before this instant, epoch ms: the service asked for a pause. */
  readonly notBefore?: number;
  /** When capacity or spacing last changed, epoch ms. */
  readonly changedAt?: number;
  readonly quota?: Quota;
  readonly clock?: ServiceClock;
}

/** Nothing learned. */
export const NO_LIMITS: PoolLimits = { revision: 0 };

/** Longest distance between two creates that a refusal leads to, in ms. Assumed: the service's limits recover within a minute. */
const MAX_SPACING_MS = 60_000;

/** Distance from which a pool that was never slowed begins to be, in ms: twice what 5 creates a second ask for. */
const FIRST_SPACING_MS = 400;

/** A limit that was lowered is raised by one step after this long without a refusal, in ms. Assumed. */
const RAISE_AFTER_MS = 60_000;

/** Tasks beyond those that run at once, so that the service always finds the next one waiting. */
export const PREFETCH = 2;

/** Slots of the pool: what is set, or less where the service told or showed that it takes less; at least 1. */
export const capacityOf = ({ capacity, quota }: PoolLimits, set: number): number => {
  const told = quota?.runningTasks === undefined ? set : quota.runningTasks + PREFETCH;
  return Math.max(1, Math.min(set, told, capacity ?? set));
};

/** After a refusal over a limit (429): half the rate, or three quarters of the slots in use; and no create before the service's own word. */
export const afterRefusal = (
  limits: PoolLimits,
  { limit, retryAfterMs = 0 }: Pick<NotAccepted, 'limit' | 'retryAfterMs'>,
  inUse: number,
  now: number,
): PoolLimits => {
  const spacingMs =
    limit === 'rate' ? Math.min(MAX_SPACING_MS, Math.max(FIRST_SPACING_MS, 2 * (limits.spacingMs ?? 0))) : limits.spacingMs;
  const least = Math.min(inUse, limits.capacity ?? inUse);
  const capacity = limit === 'capacity' ? Math.max(1, Math.floor(least * 0.75)) : limits.capacity;
  const notBefore = Math.max(
    earlierPause(limits, now),
    now + Math.min(MAX_PAUSE_MS, Math.max(retryAfterMs, limit === 'rate' ? (spacingMs ?? 0) : 0)),
  );
  return { ...limits, ...omitUndefined({ spacingMs, capacity }), notBefore, changedAt: now };
};

/** A pause from further in the future than one can last was written before our clock was set back. */
const earlierPause = ({ notBefore = 0 }: PoolLimits, now: number): number => (notBefore - now > MAX_PAUSE_MS ? 0 : notBefore);

/**
 * After a create that was accepted: one step up when nothing was refused for a minute; the same limits otherwise. `set` is what is
 * set for the pool; a limit that reached it is forgotten.
 */
export const afterAcceptance = (limits: PoolLimits, set: number, now: number): PoolLimits => {
  if (limits.capacity === undefined && limits.spacingMs === undefined) return limits;
  // A clock that was set back must not keep a limit lowered for hours.
  if (Math.abs(now - (limits.changedAt ?? 0)) < RAISE_AFTER_MS) return limits;
  const { capacity, spacingMs, notBefore: _over, ...rest } = limits;
  const more = capacity === undefined || capacity + 1 >= set ? undefined : capacity + 1;
  const closer = spacingMs === undefined || spacingMs / 2 < FIRST_SPACING_MS ? undefined : Math.ceil(spacingMs / 2);
  const raised = omitUndefined({ capacity: more, spacingMs: closer });
  return { ...rest, ...raised, changedAt: now };
};

/** A reading replaces the known one when it says something else by more than this, in ms: the service's `Date` has whole seconds. */
const CLOCK_CHANGED_MS = 2_000;

/** A reading that says the same is written down again after this long, in ms, so that it is known to be fresh. */
const CLOCK_KEPT_MS = 10 * 60_000;

/** A reading says nothing of the clocks any more after this long, in ms: either may have been set since. */
const CLOCK_FRESH_MS = CLOCK_KEPT_MS + 5 * 60_000;

/** The service's clock minus ours, in ms, as it was read of late; undefined where that is not known. */
export const clockOffsetAt = ({ clock }: PoolLimits, now: number): number | undefined =>
  clock === undefined || Math.abs(now - clock.readAt) > CLOCK_FRESH_MS ? undefined : clock.offsetMs;

/** After a reading of the service's clock: the same limits when it says nothing new. */
export const afterReading = (limits: PoolLimits, offsetMs: number, now: number): PoolLimits => {
  const { clock } = limits;
  const known = clock !== undefined && Math.abs(clock.offsetMs - offsetMs) <= CLOCK_CHANGED_MS;
  if (known && Math.abs(now - clock.readAt) < CLOCK_KEPT_MS) return limits;
  return { ...limits, clock: { offsetMs, readAt: now } };
};

/** After the service told its limits: the same limits when they are known. */
export const afterQuota = (limits: PoolLimits, quota: Quota): PoolLimits => {
  const { runningTasks, createsPerSecond } = limits.quota ?? {};
  return quota.runningTasks === runningTasks && quota.createsPerSecond === createsPerSecond ? limits : { ...limits, quota };
};
