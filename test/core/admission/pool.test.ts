import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CONTROLS } from '#core/admission/controls.ts';
import {
  type CreateLock,
  createLockFreeIn,
  DEFAULT_CAPACITY,
  DEFAULT_POOL,
  emptyPool,
  isInDoubt,
  openSlot,
  type Pool,
  slotsUsed,
  spacingOf,
} from '#core/admission/pool.ts';
import { NO_LIMITS, type PoolLimits } from '#core/admission/pool-limits.ts';
import { CLOCK_SKEW_MS, CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { changed, runningEdit, submittingEdit } from '#test/support/edits.ts';

const poolOf = (used: readonly number[]): Pick<Pool, 'name' | 'used'> => ({ name: 'pool', used });
const usedIn = (used: readonly number[]): number => slotsUsed({ used });

describe('a pool', () => {
  it('has nothing in use and nothing learned at first, and two slots more than the service runs at once', () => {
    expect(emptyPool(DEFAULT_POOL)).toEqual({ name: 'default', used: [0], limits: NO_LIMITS });
    expect(slotsUsed(emptyPool('any'))).toBe(0);
    expect(DEFAULT_CAPACITY).toBe(7);
    expect(NO_CONTROLS).toEqual({ paused: false });
  });
});

describe('an open slot', () => {
  it('is none where as many are in use as there are, or more', () => {
    expect(openSlot(poolOf([3]), 3, 0)).toBeUndefined();
    expect(openSlot(poolOf([2, 3]), 4, 0)).toBeUndefined();
    expect(openSlot(poolOf([0, 0]), 0, 0)).toBeUndefined();
  });

  it('is in the one shard that there is, up to the capacity', () => {
    expect(openSlot(poolOf([0]), 3, 0.9)).toEqual({ slot: { pool: 'pool', shard: 0 }, bound: 3 });
    expect(openSlot(poolOf([2]), 3, 0)).toEqual({ slot: { pool: 'pool', shard: 0 }, bound: 3 });
  });

  it('is in the shard with the most room, and among several of those in the one that is picked', () => {
    expect(openSlot(poolOf([1, 0, 1]), 6, 0.9)).toEqual({ slot: { pool: 'pool', shard: 1 }, bound: 2 });
    const picked = [0, 0.3, 0.5, 0.7, 0.99].map((pick) => openSlot(poolOf([0, 1, 0, 0]), 8, pick)?.slot.shard);
    expect(picked).toEqual([0, 0, 2, 3, 3]);
  });

  it('is bounded by the part of its shard, and the parts add up to the capacity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), (capacity, shards) => {
        const used = Array.from({ length: shards }, () => 0);
        const bounds = new Map<number, number>();
        for (let open = openSlot(poolOf(used), capacity, 0); open !== undefined; open = openSlot(poolOf(used), capacity, 0)) {
          const { slot, bound } = open;
          expect(bounds.get(slot.shard) ?? bound).toBe(bound);
          bounds.set(slot.shard, bound);
          used[slot.shard] = (used[slot.shard] ?? 0) + 1;
        }
        expect([...bounds.values()].reduce((sum, bound) => sum + bound, 0)).toBe(capacity);
        expect(usedIn(used)).toBe(capacity);
      }),
    );
  });

  it('is only what is free in sum while one shard has more than its part, since the capacity was lowered', () => {
    expect(openSlot(poolOf([3, 0, 0, 0]), 4, 0.9)).toEqual({ slot: { pool: 'pool', shard: 1 }, bound: 1 });
    expect(openSlot(poolOf([7, 2, 0, 0]), 10, 0.9)).toEqual({ slot: { pool: 'pool', shard: 1 }, bound: 3 });
    expect(openSlot(poolOf([7, 3, 0, 0]), 10, 0.9)).toBeUndefined();
  });

  /** What several takers do, each with the pool as it was when it last looked. */
  const actions = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('look' as const), taker: fc.nat(5) }),
      fc.record({ kind: fc.constant('take' as const), taker: fc.nat(5), pick: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
      fc.record({ kind: fc.constant('release' as const), shard: fc.nat(7) }),
    ),
    { maxLength: 120 },
  );

  const counts = fc.array(fc.nat(6), { minLength: 1, maxLength: 8 });

  it('never lets more be in use than there are, whoever takes with whatever old look, also after the capacity was lowered', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 16 }), actions, (before, capacity, given) => {
        const used = [...before];
        const looks = new Map<number, readonly number[]>();
        for (const action of given) {
          if (action.kind === 'look') looks.set(action.taker, [...used]);
          else if (action.kind === 'release')
            used[action.shard % used.length] = Math.max(0, (used[action.shard % used.length] ?? 0) - 1);
          else {
            const open = openSlot(poolOf(looks.get(action.taker) ?? before), capacity, action.pick);
            const inUse = used[open?.slot.shard ?? 0] ?? 0;
            if (open === undefined || inUse >= open.bound) continue;
            used[open.slot.shard] = inUse + 1;
            expect(usedIn(used)).toBeLessThanOrEqual(capacity);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('can be taken by whoever has just looked, as long as one is free', () => {
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (used, capacity, pick) => {
          const open = openSlot(poolOf(used), capacity, pick);
          if (usedIn(used) >= capacity) expect(open).toBeUndefined();
          else expect(used[open?.slot.shard ?? -1]).toBeLessThan(open?.bound ?? 0);
        },
      ),
    );
  });
});

describe('a doubt about an attempt', () => {
  it('is there while the edit is SUBMITTING, or UNRESOLVED without a task', () => {
    const inDoubt = EDIT_STATES.filter((state) => {
      const { taskId: _none, ...edit } = changed(submittingEdit(), { state });
      return isInDoubt(edit as typeof edit & ReturnType<typeof submittingEdit>, 1);
    });
    expect(inDoubt).toEqual(['SUBMITTING', 'UNRESOLVED']);
    expect(isInDoubt(runningEdit({ state: 'UNRESOLVED' }), 1)).toBe(false);
  });
  it('is over with the attempt that follows, and without a record', () => {
    expect(isInDoubt(submittingEdit(), 2)).toBe(false);
    expect(isInDoubt(undefined, 1)).toBe(false);
  });
});

describe('the create lock', () => {
  const T = 1_000_000;
  const owner = submittingEdit();
  const createLock: CreateLock = { editId: owner.editId, attempt: 1, since: T, until: T + CREATE_LOCK_MS };
  const freeIn = (now: number, { by = owner, limits = {} as Partial<PoolLimits> } = {}): number =>
    createLockFreeIn({ name: 'pool', used: [1], createLock, limits: { ...NO_LIMITS, ...limits } }, by, now);

  it('is free where nobody ever took it', () => {
    expect(createLockFreeIn(emptyPool('pool'), undefined, T)).toBe(0);
  });

  it('is held while its owner is in doubt, until it lapses', () => {
    expect([freeIn(T), freeIn(T + 59_999), freeIn(T + 60_000), freeIn(T + 90_000)]).toEqual([60_000, 1, 0, 0]);
  });

  it.each([
    ['has its task', runningEdit()],
    ['is queued again: there is provably no task', changed(owner, { state: 'QUEUED' })],
    ['is at a later attempt', submittingEdit({ submission: { attempt: 2, startedAt: T, until: T + 1 } })],
  ])('is free once its owner %s, but creates keep their distance', (_what, by) => {
    expect(spacingOf(NO_LIMITS)).toBe(210);
    expect([freeIn(T, { by }), freeIn(T + 209, { by }), freeIn(T + 210, { by })]).toEqual([210, 1, 0]);
  });

  it('is free when its owner is not in the ledger', () => {
    expect(createLockFreeIn({ ...emptyPool('pool'), createLock }, undefined, T + 210)).toBe(0);
  });

  it('is still held by an owner that was left UNRESOLVED: its create may still be under way', () => {
    expect(freeIn(T + 1000, { by: changed(owner, { state: 'UNRESOLVED' }) })).toBe(59_000);
  });

  it('waits for the distance that was learned or told, and for the pause that the service asked for', () => {
    const by = runningEdit();
    expect(freeIn(T + 300, { by, limits: { spacingMs: 1600 } })).toBe(1300);
    expect(freeIn(T + 300, { by, limits: { quota: { createsPerSecond: 2 } } })).toBe(210);
    expect(freeIn(T + 300, { by, limits: { notBefore: T + 5300 } })).toBe(5000);
    expect(createLockFreeIn({ ...emptyPool('pool'), limits: { ...NO_LIMITS, notBefore: T + 5 } }, undefined, T)).toBe(5);
  });

  it('counts the longest of all waits', () => {
    expect(freeIn(T + 300, { limits: { notBefore: T + 5300, spacingMs: 1600 } })).toBe(59_700);
    expect(freeIn(T + 300, { limits: { notBefore: T + 90_300 } })).toBe(90_000);
  });

  it('is not freed by a host whose clock is a little behind the one that took it', () => {
    for (const behind of [1, 500, CLOCK_SKEW_MS]) {
      expect(freeIn(T - behind)).toBeGreaterThanOrEqual(CREATE_LOCK_MS);
      expect(freeIn(T - behind, { by: runningEdit() })).toBeGreaterThanOrEqual(spacingOf(NO_LIMITS));
    }
  });

  it('is free when the wait is far longer than its rule allows: the clock was set back', () => {
    const hours = 5 * 3_600_000;
    expect(freeIn(T - hours)).toBe(0);
    expect(freeIn(T - hours, { by: runningEdit() })).toBe(0);
    expect(freeIn(T + 300, { by: runningEdit(), limits: { notBefore: T + hours } })).toBe(0);
    expect(freeIn(T + 300, { by: runningEdit(), limits: { notBefore: T + 3_600_000 } })).toBe(3_599_700);
  });
});

describe('the distance between two creates', () => {
  it('is what the rate of the service allows and a little more, told or assumed, or what was learned if that is more', () => {
    expect(spacingOf({ ...NO_LIMITS, quota: { createsPerSecond: 20 } })).toBe(60);
    expect(spacingOf({ ...NO_LIMITS, quota: { createsPerSecond: 20 }, spacingMs: 800 })).toBe(800);
    expect(spacingOf({ ...NO_LIMITS, quota: { runningTasks: 9 }, spacingMs: 100 })).toBe(spacingOf(NO_LIMITS));
  });
});
