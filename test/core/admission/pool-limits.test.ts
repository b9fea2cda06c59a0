import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterAcceptance,
  afterQuota,
  afterReading,
  afterRefusal,
  capacityOf,
  clockOffsetAt,
  NO_LIMITS,
  type PoolLimits,
} from '#core/admission/pool-limits.ts';
import { MAX_PAUSE_MS } from '#core/service/limits.ts';

const T = 1_000_000_000;
const MINUTE = 60_000;
const limits = (change: Partial<PoolLimits> = {}): PoolLimits => ({ ...NO_LIMITS, ...change });

describe('the slots of a pool', () => {
  it('are what is set, while nothing was told or learned', () => {
    expect(capacityOf(NO_LIMITS, 7)).toBe(7);
  });
  it('are the tasks that the service runs at once, and two more, if that is less than what is set', () => {
    expect(capacityOf(limits({ quota: { runningTasks: 3 } }), 7)).toBe(5);
    expect(capacityOf(limits({ quota: { runningTasks: 100 } }), 7)).toBe(7);
    expect(capacityOf(limits({ quota: { createsPerSecond: 1 } }), 7)).toBe(7);
  });
  it('are what was learned from refusals, if that is less, and never none', () => {
    expect(capacityOf(limits({ capacity: 4, quota: { runningTasks: 3 } }), 7)).toBe(4);
    expect(capacityOf(limits({ capacity: 9 }), 7)).toBe(7);
    expect(capacityOf(limits({ quota: { runningTasks: 0 } }), 7)).toBe(2);
    expect(capacityOf(limits({ capacity: 0 }), 7)).toBe(1);
  });
});

describe('a refusal over the rate', () => {
  const refused = (before: PoolLimits, retryAfterMs?: number): PoolLimits =>
    afterRefusal(before, { limit: 'rate', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }, 5, T);

  it('doubles the distance between creates, from 400 ms up to a minute, and leaves the slots alone', () => {
    const distances: (number | undefined)[] = [];
    for (let known = NO_LIMITS; distances.length < 10; distances.push(known.spacingMs)) known = refused(known);
    expect(distances).toEqual([400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000]);
    expect(refused(NO_LIMITS)).toEqual({ revision: 0, spacingMs: 400, notBefore: T + 400, changedAt: T });
  });

  it('lets nothing begin before the service’s own word, nor before an earlier one is over', () => {
    expect(refused(NO_LIMITS, 30_000).notBefore).toBe(T + 30_000);
    expect(refused(NO_LIMITS, 100).notBefore).toBe(T + 400);
    expect(refused(limits({ notBefore: T + 90_000 }), 30_000).notBefore).toBe(T + 90_000);
  });

  it('asks for an hour at most, and forgets a pause that only a clock set back can have left', () => {
    expect(refused(NO_LIMITS, 24 * 3_600_000).notBefore).toBe(T + MAX_PAUSE_MS);
    expect(refused(limits({ notBefore: T + 5 * 3_600_000 })).notBefore).toBe(T + 400);
  });
});

describe('a refusal over the capacity', () => {
  const refused = (before: PoolLimits, inUse: number): PoolLimits => afterRefusal(before, { limit: 'capacity' }, inUse, T);

  it('leaves three quarters of the slots in use, at least one, and the distance between creates as it was', () => {
    expect(refused(NO_LIMITS, 7)).toEqual({ revision: 0, capacity: 5, notBefore: T, changedAt: T });
    expect(refused(limits({ spacingMs: 800 }), 7).spacingMs).toBe(800);
    expect([refused(NO_LIMITS, 1).capacity, refused(NO_LIMITS, 0).capacity]).toEqual([1, 1]);
  });

  it('counts from what was learned before, if that is less', () => {
    expect(refused(limits({ capacity: 4 }), 7).capacity).toBe(3);
    expect(refused(limits({ capacity: 40 }), 8).capacity).toBe(6);
  });

  it('pauses for as long as the service asked', () => {
    expect(afterRefusal(NO_LIMITS, { limit: 'capacity', retryAfterMs: 9000 }, 7, T).notBefore).toBe(T + 9000);
  });
});

describe('a create that is accepted', () => {
  const slowed = limits({ revision: 3, capacity: 4, spacingMs: 1600, notBefore: T, changedAt: T });

  it('changes nothing where nothing was lowered, nor within a minute of the last change', () => {
    expect(afterAcceptance(NO_LIMITS, 7, T)).toBe(NO_LIMITS);
    expect(afterAcceptance(slowed, 7, T + MINUTE - 1)).toBe(slowed);
  });

  it('raises each limit by one step after a minute, and takes the pause away', () => {
    const raised = limits({ revision: 3, capacity: 5, spacingMs: 800, changedAt: T + MINUTE });
    expect(afterAcceptance(slowed, 7, T + MINUTE)).toEqual(raised);
    expect(afterAcceptance(slowed, 7, T - 3_600_000)).toMatchObject({ capacity: 5, spacingMs: 800 });
  });

  it('forgets a limit that reached what is set, or what the service allows', () => {
    const last = limits({ capacity: 6, spacingMs: 400, changedAt: T });
    expect(afterAcceptance(last, 7, T + MINUTE)).toEqual({ revision: 0, changedAt: T + MINUTE });
  });

  it('leads back to what is set, however often the service refused before', () => {
    const refusals = fc.array(fc.constantFrom('rate' as const, 'capacity' as const), { maxLength: 12 });
    fc.assert(
      fc.property(refusals, fc.integer({ min: 1, max: 30 }), (given, set) => {
        let now = T;
        let known = NO_LIMITS;
        for (const limit of given) known = afterRefusal(known, { limit }, capacityOf(known, set), now);
        expect(capacityOf(known, set)).toBeGreaterThanOrEqual(1);
        expect(known.spacingMs ?? 0).toBeLessThanOrEqual(MINUTE);
        for (let accepted = 0; accepted < set + 10; accepted += 1) {
          now += MINUTE;
          known = afterAcceptance(known, set, now);
        }
        expect([known.capacity, known.spacingMs]).toEqual([undefined, undefined]);
        expect(capacityOf(known, set)).toBe(set);
      }),
    );
  });
});

describe('the clock of the service', () => {
  const read = (offsetMs: number, at = T): PoolLimits => limits({ clock: { offsetMs, readAt: at } });

  it('is noted when it is not known, says something else, or was read ten minutes ago', () => {
    expect(afterReading(NO_LIMITS, 124_000, T)).toEqual({ revision: 0, clock: { offsetMs: 124_000, readAt: T } });
    expect(afterReading(read(0), 2001, T + 1).clock).toEqual({ offsetMs: 2001, readAt: T + 1 });
    expect(afterReading(read(0), -2001, T + 1).clock?.offsetMs).toBe(-2001);
    expect(afterReading(read(0), 0, T + 10 * MINUTE).clock?.readAt).toBe(T + 10 * MINUTE);
    expect(afterReading(read(0), 0, T - 10 * MINUTE).clock?.readAt).toBe(T - 10 * MINUTE);
  });

  it('is left when it says the same, give or take what whole seconds make of it', () => {
    const known = read(0);
    for (const offsetMs of [0, 2000, -2000]) expect(afterReading(known, offsetMs, T + 10 * MINUTE - 1)).toBe(known);
  });

  it('is known while it was read of late: either clock may have been set since', () => {
    expect(clockOffsetAt(NO_LIMITS, T)).toBeUndefined();
    expect(clockOffsetAt(read(124_000), T + 15 * MINUTE)).toBe(124_000);
    expect(clockOffsetAt(read(124_000), T + 15 * MINUTE + 1)).toBeUndefined();
    expect(clockOffsetAt(read(124_000), T - 15 * MINUTE - 1)).toBeUndefined();
  });
});

describe('what the service tells of its limits', () => {
  it('is noted when it is new', () => {
    const quota = { runningTasks: 5, createsPerSecond: 5 };
    const told = afterQuota(NO_LIMITS, quota);
    expect(told).toEqual({ revision: 0, quota });
    expect(afterQuota(told, { ...quota })).toBe(told);
    expect(afterQuota(told, { ...quota, runningTasks: 6 }).quota?.runningTasks).toBe(6);
    expect(afterQuota(told, { runningTasks: 5 }).quota).toEqual({ runningTasks: 5 });
  });
});
