import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLOCK_SKEW_MS,
  type ClockOffsets,
  CREATE_LOCK_MS,
  CREATE_TIMEOUT_MS,
  closedAt,
  inSubmissionWindow,
  isBlurred,
  isNewOffset,
  isSubmissionForgotten,
  LATEST_CREATE_MS,
  mayBeForgotten,
} from '#core/admission/submission-window.ts';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';

const START = 1_000_000_000;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const inside = (second: number, ms = 0, offsets: ClockOffsets = [0]): boolean =>
  inSubmissionWindow(submission, offsets, START + second * 1000 + ms);

describe('the window of a submission', () => {
  it('is from 10 s before its lock was taken until 47 s after, by the clock of the service', () => {
    expect([inside(-10, -1), inside(-10), inside(0), inside(47), inside(47, 1)]).toEqual([false, true, true, true, false]);
  });

  it('holds every create that may begin, until it is given up', () => {
    expect(LATEST_CREATE_MS).toBe(7000);
    expect(inSubmissionWindow(submission, [0], START + LATEST_CREATE_MS + CREATE_TIMEOUT_MS)).toBe(true);
  });

  it('lies where the clock of the service is', () => {
    expect([inside(110, -1, [120_000]), inside(110, 0, [120_000]), inside(167, 0, [120_000])]).toEqual([false, true, true]);
    expect(inside(167, 1, [120_000])).toBe(false);
  });

  it('is all that several differences of the clocks allow', () => {
    expect([inside(-10, 0, [0, 120_000]), inside(60, 0, [0, 120_000]), inside(167, 0, [0, 120_000])]).toEqual([true, true, true]);
    expect(inside(-10, -1, [120_000, 0])).toBe(false);
  });

  it('may be widened on both sides', () => {
    expect(inSubmissionWindow(submission, [0], START - 15_000, 5000)).toBe(true);
    expect(inSubmissionWindow(submission, [0], START + 52_000, 5000)).toBe(true);
    expect(inSubmissionWindow(submission, [0], START + 52_001, 5000)).toBe(false);
  });

  it('shares no instant with the window of the next create lock', () => {
    const next = { ...submission, startedAt: submission.until, until: submission.until + CREATE_LOCK_MS };
    fc.assert(
      fc.property(fc.integer({ min: START - 100_000, max: START + 200_000 }), fc.integer(), (createdAt, offset) => {
        const at = createdAt + offset;
        expect(inSubmissionWindow(submission, [offset], at) && inSubmissionWindow(next, [offset], at)).toBe(false);
      }),
    );
  });

  it('is over when it is called over', () => {
    const offset = fc.integer({ min: -100_000_000, max: 100_000_000 });
    fc.assert(
      fc.property(offset, fc.array(offset, { maxLength: 2 }), fc.integer({ min: -2e8, max: 2e8 }), (first, more, at) => {
        const offsets: ClockOffsets = [first, ...more];
        const createdAt = START + at;
        if (!inSubmissionWindow(submission, offsets, createdAt)) return;
        expect(createdAt).toBeLessThanOrEqual(closedAt(submission, offsets));
      }),
    );
  });

  it('is called over once the lock has lapsed by the latest clock, and ten seconds more', () => {
    expect(closedAt(submission, [0])).toBe(START + 70_000);
    expect(closedAt(submission, [-5000, 120_000])).toBe(START + 190_000);
  });
});

describe('a difference of the clocks', () => {
  it('is news when none is known, or when it lies more than ten seconds outside of those that are', () => {
    expect(isNewOffset([], 0)).toBe(true);
    expect([isNewOffset([0], CLOCK_SKEW_MS), isNewOffset([0], CLOCK_SKEW_MS + 1)]).toEqual([false, true]);
    expect([isNewOffset([0], -CLOCK_SKEW_MS), isNewOffset([0], -CLOCK_SKEW_MS - 1)]).toEqual([false, true]);
    expect(isNewOffset([0, 120_000], 60_000)).toBe(false);
  });

  it('blurs the window together with another one that contradicts it', () => {
    expect(isBlurred([7_000_000])).toBe(false);
    expect([isBlurred([0, CLOCK_SKEW_MS]), isBlurred([0, CLOCK_SKEW_MS + 1]), isBlurred([90_000, 0])]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('a task of a submission', () => {
  it('may be forgotten ten minutes before the service says that it forgets', () => {
    const late = START + TASK_RETENTION_MS - 10 * 60_000;
    expect([mayBeForgotten(submission, [0], late), mayBeForgotten(submission, [0], late + 1)]).toEqual([false, true]);
  });

  it('may be forgotten earlier by as much as the clocks contradict each other, and no earlier for one difference alone', () => {
    const late = START + TASK_RETENTION_MS - 10 * 60_000;
    expect(mayBeForgotten(submission, [8 * 3_600_000], late)).toBe(false);
    expect(mayBeForgotten(submission, [0, 8 * 3_600_000], late - 8 * 3_600_000 + 1)).toBe(true);
  });
});

describe('what the service has forgotten', () => {
  const DAY = 24 * 3_600_000;
  const submission = { attempt: 1, startedAt: 0, until: 60_000 };

  it.each([
    ['after a day by our clock where nothing is known of its own', undefined, undefined, DAY + 1, true],
    ['not before', undefined, undefined, DAY, false],
    ['not where our clock jumped a day ahead meanwhile', 0, -DAY, DAY + 60_000, false],
    ['where our clock was set back a day meanwhile', 0, DAY, 60_000, true],
    ['by our clock where its own was read only once', undefined, -8 * 3_600_000, DAY + 1, true],
  ])('is a task of a submission %s', (_when, clockOffsetMs, offsetMs, now, forgotten) => {
    const of = clockOffsetMs === undefined ? submission : { ...submission, clockOffsetMs };
    expect(isSubmissionForgotten(of, offsetMs, now)).toBe(forgotten);
  });
});
