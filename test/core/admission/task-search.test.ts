import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREATE_LOCK_MS, inSubmissionWindow } from '#core/admission/submission-window.ts';
import { isElsewhere, searchFor } from '#core/admission/task-search.ts';

const START = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const known = { ...submission, clockOffsetMs: 0 };
const NOW = START + 2 * MINUTE;
const search = (of: typeof submission, readings: readonly (number | undefined)[] = [], now = NOW) =>
  searchFor(of, readings, now, 30 * MINUTE);

describe('the search for the task of a create', () => {
  it('begins a minute before, by the earliest clock', () => {
    expect(search(known).window.from).toBe(START - MINUTE);
    expect(search(known, [120_000, -15_000]).window.from).toBe(START - MINUTE - 15_000);
  });

  it('begins 14 h before where the difference was not known when the attempt began: our clock may have been ahead', () => {
    expect(search(submission).window.from).toBe(START - 14 * HOUR);
    expect(search(submission, [0]).window.from).toBe(START - 14 * HOUR);
  });

  it('reaches until now by the latest clock, and no further than its span beyond the window', () => {
    expect(search(known, [120_000])).toMatchObject({ window: { to: NOW + 120_000 + MINUTE }, toNow: true });
    expect(search(known, [], START + HOUR)).toMatchObject({ window: { to: START + 70_000 + 30 * MINUTE }, toNow: false });
  });

  it('goes by every reading that says something new, and by none where nothing was told', () => {
    expect(search(submission, [undefined])).toMatchObject({ known: undefined, assumed: [0] });
    expect(search(known, [10_000, undefined, 120_000, 60_000])).toMatchObject({ known: [120_000, 0], assumed: [120_000, 0] });
  });

  it('holds the whole window', () => {
    const offset = fc.integer({ min: -100_000_000, max: 100_000_000 });
    fc.assert(
      fc.property(offset, fc.array(offset, { maxLength: 2 }), fc.integer({ min: -2e8, max: 2e8 }), (first, more, at) => {
        const { assumed, window } = search({ ...submission, clockOffsetMs: first } as typeof submission, more);
        if (!inSubmissionWindow(submission, assumed, START + at)) return;
        expect(START + at).toBeGreaterThanOrEqual(window.from);
        expect(START + at).toBeLessThanOrEqual(window.to);
      }),
    );
  });

  it('looked elsewhere where an answer tells another clock', () => {
    expect([undefined, 10_000, 10_001].map((readMs) => isElsewhere(search(known), readMs))).toEqual([false, false, true]);
  });
});
