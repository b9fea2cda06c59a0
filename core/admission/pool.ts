/**
 * A pool: what the service counts together (account, region, model). It has slots, one create lock and limits of its own.
 *
 * An edit holds a slot because its record says so, and has the create lock because its record is in doubt about that attempt: the
 * ledger counts and checks both in the transaction that writes the record, so there is nothing to hand back.
 */
import type { Edit } from '../edit/edit.ts';
import type { SlotReference } from '../edit/edit-record.ts';
import { MAX_PAUSE_MS, SERVICE_RATE } from '../service/limits.ts';
import { NO_LIMITS, type PoolLimits, PREFETCH } from './pool-limits.ts';
import { CLOCK_SKEW_MS, CREATE_LOCK_MS } from './submission-window.ts';

/** The pool of every edit, until there are more models, regions or accounts. */
export const DEFAULT_POOL = 'default';

/** The right to have a create outstanding: at most one edit of a pool has it, so no two creates are in doubt about the same moment. */
export interface CreateLock {
  readonly editId: string;
  readonly attempt: number;
  /** When it was taken, epoch ms. */
  readonly since: number;
  /** When it lapses in any case, epoch ms. */
  readonly until: number;
}

/** A pool as the ledger has it. */
export interface Pool {
  readonly name: string;
  /** Slots in use, one count a shard; the ledger says how many shards there are, from 1. */
  readonly used: readonly number[];
  /** The create lock that was taken last, held or not. */
  readonly createLock?: CreateLock;
  readonly limits: PoolLimits;
}

/** A pool in which nothing has happened. */
export const emptyPool = (name: string): Pool => ({ name, used: [0], limits: NO_LIMITS });

/** An edit that waits for its execution to go on, by the instant it began to wait (epoch ms). */
export interface WaitingEdit {
  readonly editId: string;
  readonly waitingSince: number;
  /** Its record has a slot already: only its token was not used. */
  readonly hasSlot: boolean;
}

/** Slots of a pool unless something else is set: the service's 5 running tasks, and those that are already there when one ends. */
export const DEFAULT_CAPACITY = SERVICE_RATE.runningTasks + PREFETCH;

/** Slots in use. */
export const slotsUsed = ({ used }: Pick<Pool, 'used'>): number => used.reduce((sum, count) => sum + count, 0);

/** A slot that may be taken. `bound`: the most slots that its shard may have in use afterwards. */
export interface OpenSlot {
  readonly slot: SlotReference;
  readonly bound: number;
}

/**
 * A free slot, if there is one below `capacity`. The parts of all shards add up to the capacity, so that however many take slots at
 * once, no more than the capacity are in use. While a shard holds more than its part, since the capacity was lowered, the first shards
 * with room may grow, by what is free in sum. `pick` (in [0, 1)) decides between shards with equal room.
 */
export const openSlot = ({ name, used }: Pick<Pool, 'name' | 'used'>, capacity: number, pick: number): OpenSlot | undefined => {
  const part = (shard: number): number => Math.floor(capacity / used.length) + (shard < capacity % used.length ? 1 : 0);
  let free = capacity - slotsUsed({ used });
  const room = used.map((count, shard) => {
    const own = Math.max(0, Math.min(part(shard) - count, free));
    free -= own;
    return own;
  });
  const most = Math.max(...room);
  if (most === 0) return undefined;
  const widest = room.flatMap((own, shard) => (own === most ? [shard] : []));
  const shard = widest[Math.floor(pick * widest.length)] ?? 0;
  return { slot: { pool: name, shard }, bound: (used[shard] ?? 0) + most };
};

/** Whether the edit's create of this attempt may still be outstanding, or may have made a task that nobody knows. */
export const isInDoubt = (edit: Edit | undefined, attempt: number): boolean =>
  edit?.submission?.attempt === attempt &&
  (edit.state === 'SUBMITTING' || (edit.state === 'UNRESOLVED' && edit.taskId === undefined));

/**
 * How long until the create lock may be taken, in ms; 0: now. `owner`: the record of the edit that has it. It is free when it
 * lapsed, or when its owner's record is no longer in doubt about that attempt; creates keep the distance that the limits ask for.
 * A lock, or a pause, from further in the future than it can be says that our clock was set back: it is over.
 */
export const createLockFreeIn = ({ createLock, limits }: Pool, owner: Edit | undefined, now: number): number => {
  const pause = left(limits.notBefore ?? 0, now, MAX_PAUSE_MS);
  if (createLock === undefined) return pause;
  const spacing = left(createLock.since + spacingOf(limits), now, spacingOf(limits) + CLOCK_SKEW_MS);
  const held = isInDoubt(owner, createLock.attempt) ? left(createLock.until, now, CREATE_LOCK_MS + CLOCK_SKEW_MS) : 0;
  return Math.max(pause, spacing, held);
};

/** Milliseconds from now until an instant; 0 when it has passed, or when it is further away than it can be. */
const left = (until: number, now: number, most: number): number => (until - now > most ? 0 : Math.max(0, until - now));

/** Least distance between two creates under these limits, in ms: a little longer than the rate asks for, for the rounding of the service's clock. */
export const spacingOf = ({ spacingMs = 0, quota }: PoolLimits): number =>
  Math.max(Math.ceil(1000 / (quota?.createsPerSecond ?? SERVICE_RATE.createsPerSecond)) + 10, spacingMs);
