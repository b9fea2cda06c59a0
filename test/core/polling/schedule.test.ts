import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, type DurationProfile, meanSeconds } from '#core/polling/duration-profile.ts';
import {
  firstWaitSeconds,
  type Look,
  lookEveryMs,
  nextLook,
  plausibleSeconds,
  SLEEP_IN_PLACE_MS,
  startOf,
  WAIT_SECONDS,
} from '#core/polling/schedule.ts';
import { runningEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const LEARNED: DurationProfile = { ...DEFAULT_PROFILE, count: 1000, revision: 1000 };

/** Every task takes one second: plausible from then on, overdue after two. */
const ONE_SECOND: DurationProfile = { revision: 1000, count: 1000, meanLog: 0, varianceLog: 0 };

const at = (seconds: number, change: Partial<Look> = {}): Look => ({
  status: 'RUNNING',
  startedAt: VIRTUAL_EPOCH,
  now: VIRTUAL_EPOCH + seconds * 1000,
  deadline: VIRTUAL_EPOCH + seconds * 1000 + 55_000,
  profile: LEARNED,
  capacity: 7,
  ...change,
});

const profiles = fc.record({
  revision: fc.constant(1),
  count: fc.integer({ min: 0, max: 10_000 }),
  meanLog: fc.double({ min: 0, max: 8, noNaN: true }),
  varianceLog: fc.double({ min: 0.0004, max: 1, noNaN: true }),
});

describe('the first wait', () => {
  it('ends where one task in a hundred has ended', () => {
    expect(firstWaitSeconds(LEARNED, 0)).toBe(25);
  });

  it('is shorter while the profile is a guess', () => {
    expect(firstWaitSeconds(DEFAULT_PROFILE, 0)).toBeLessThan(firstWaitSeconds(LEARNED, 0));
  });

  it('is longer for an edit behind the five that the service runs at once', () => {
    expect(firstWaitSeconds(LEARNED, 2)).toBeGreaterThan(firstWaitSeconds(LEARNED, 0));
    expect(firstWaitSeconds(LEARNED, 10)).toBe(Math.floor(plausibleSeconds(LEARNED) + (10 / 5) * (meanSeconds(LEARNED) / 2)));
    expect(firstWaitSeconds(LEARNED, -3)).toBe(firstWaitSeconds(LEARNED, 0));
  });

  it('is always a whole number of seconds within bounds', () => {
    fc.assert(
      fc.property(profiles, fc.integer({ min: -5, max: 1000 }), (profile, ahead) => {
        const seconds = firstWaitSeconds(profile, ahead);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(WAIT_SECONDS.min);
        expect(seconds).toBeLessThanOrEqual(WAIT_SECONDS.max);
      }),
    );
  });
});

describe('the next look', () => {
  it('is less than half a second later once a result is plausible', () => {
    expect(nextLook(at(40))).toEqual({ kind: 'watch', afterMs: 438, everyMs: 438 });
  });

  it('sleeps in place for a short rest, since a lap of the workflow costs more', () => {
    const rest = plausibleSeconds(LEARNED) - 10;
    expect(nextLook(at(rest))).toMatchObject({ kind: 'watch', afterMs: expect.closeTo(10_000, 0) });
  });

  it('leaves for a long rest', () => {
    expect(nextLook(at(1))).toEqual({ kind: 'wait', seconds: Math.floor(plausibleSeconds(LEARNED) - 1) });
  });

  it('leaves a task that has not started for as long as it cannot end', () => {
    expect(nextLook(at(500, { status: 'PENDING' }))).toEqual({ kind: 'wait', seconds: Math.floor(plausibleSeconds(LEARNED)) });
  });

  it('comes back at once when the invocation has lasted long enough', () => {
    expect(nextLook(at(60, { deadline: VIRTUAL_EPOCH + 60_300 }))).toEqual({ kind: 'wait', seconds: 1 });
  });

  it('only looks now and then at a task that is long overdue', () => {
    expect(nextLook(at(600))).toEqual({ kind: 'wait', seconds: 60 });
    expect(nextLook(at(100_000))).toEqual({ kind: 'wait', seconds: WAIT_SECONDS.max });
  });

  it('is made in place when the rest is just short enough, and when it just fits before the deadline', () => {
    const early = at(-14, { profile: ONE_SECOND });
    expect(SLEEP_IN_PLACE_MS).toBe(15_000);
    expect(nextLook(early)).toMatchObject({ kind: 'watch', afterMs: 15_000 });
    expect(nextLook({ ...early, now: early.now - 1 })).toEqual({ kind: 'wait', seconds: 15 });
    expect(nextLook({ ...early, deadline: early.now + 15_000 })).toMatchObject({ kind: 'watch', afterMs: 15_000 });
    expect(nextLook({ ...early, deadline: early.now + 14_999 })).toEqual({ kind: 'wait', seconds: 1 });
  });

  it('is watched until it has taken twice as long as ninety-nine in a hundred', () => {
    expect(nextLook(at(2, { profile: ONE_SECOND }))).toMatchObject({ kind: 'watch' });
    expect(nextLook(at(2.001, { profile: ONE_SECOND }))).toMatchObject({ kind: 'wait' });
  });

  it('never sleeps past the deadline, and never looks more often than the account may', () => {
    fc.assert(
      fc.property(
        fc.record({
          status: fc.constantFrom('PENDING' as const, 'RUNNING' as const),
          startedAt: fc.integer({ min: -10_000, max: 10_000_000 }),
          now: fc.integer({ min: 0, max: 20_000_000 }),
          patience: fc.integer({ min: 0, max: 60_000 }),
          profile: profiles,
          capacity: fc.integer({ min: 1, max: 1000 }),
        }),
        ({ patience, ...look }) => {
          const deadline = look.now + patience;
          const next = nextLook({ ...look, deadline });
          if (next.kind === 'wait') {
            expect(Number.isInteger(next.seconds)).toBe(true);
            expect(next.seconds).toBeGreaterThanOrEqual(WAIT_SECONDS.min);
            expect(next.seconds).toBeLessThanOrEqual(WAIT_SECONDS.max);
          } else {
            expect(look.now + next.afterMs).toBeLessThanOrEqual(deadline);
            expect(next.afterMs).toBeGreaterThanOrEqual(next.everyMs);
            expect(next.afterMs).toBeLessThanOrEqual(Math.max(SLEEP_IN_PLACE_MS, next.everyMs));
            expect((look.capacity * 1000) / next.everyMs).toBeLessThanOrEqual(16);
          }
        },
      ),
    );
  });

  it('widens the interval when more edits share the queries', () => {
    expect(lookEveryMs(1)).toBe(400);
    expect(lookEveryMs(7)).toBe(438);
    expect(lookEveryMs(64)).toBe(4000);
  });
});

describe('the start of a task', () => {
  it('is when the service scheduled it, by our clock', () => {
    const edit = runningEdit({
      submission: { attempt: 1, startedAt: VIRTUAL_EPOCH, until: VIRTUAL_EPOCH + 60_000 },
      times: {
        createdAt: VIRTUAL_EPOCH,
        updatedAt: VIRTUAL_EPOCH,
        submittedAt: VIRTUAL_EPOCH + 300,
        taskSubmittedAt: VIRTUAL_EPOCH + 5300,
        taskScheduledAt: VIRTUAL_EPOCH + 9300,
      },
    });
    expect(startOf(edit)).toBe(VIRTUAL_EPOCH + 4300);
  });

  it('is when it was submitted, or claimed, while the service says nothing', () => {
    expect(startOf(runningEdit())).toBe(VIRTUAL_EPOCH);
    expect(startOf({ times: { createdAt: 5, updatedAt: 5 } })).toBe(5);
  });
});
