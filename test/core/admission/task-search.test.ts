import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREATE_LOCK_MS, inSubmissionWindow } from '#core/admission/submission-window.ts';
import { type ClockReadings, isElsewhere, reaches, searchFor } from '#core/admission/task-search.ts';
import type { Submission } from '#core/edit/edit-record.ts';

const START = 1_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const known = { ...submission, clockOffsetMs: 0 };
const NOW = START + 2 * MINUTE;
const search = (of: Submission, readings: ClockReadings = {}, now = NOW) => searchFor(of, readings, now, 30 * MINUTE);

describe('the search for the task of a create', () => {
  it('begins a minute before, by the earliest clock', () => {
    expect(search(known).window.from).toBe(START - MINUTE);
    expect(search(known, { readMs: 120_000, datedMs: -15_000 }).window.from).toBe(START - MINUTE - 15_000);
  });

  it('begins 14 h before where the difference was not known when the attempt began: our clock may have been ahead', () => {
    expect(search(submission).window.from).toBe(START - 14 * HOUR);
    expect(search(submission, { readMs: 0 }).window.from).toBe(START - 14 * HOUR);
  });

  it('reaches until now by the latest clock, and no further than its span beyond the window', () => {
    expect(search(known, { readMs: 120_000 })).toMatchObject({ window: { to: NOW + 120_000 + MINUTE }, toNow: true });
    expect(search(known, {}, START + HOUR)).toMatchObject({ window: { to: START + 70_000 + 30 * MINUTE }, toNow: false });
  });

  it('goes by every reading that says something new, and by none where nothing was told', () => {
    expect(search(submission, { readMs: undefined })).toMatchObject({ known: undefined, assumed: [0] });
    expect(search(known, { readMs: 10_000 })).toMatchObject({ known: [0], assumed: [0] });
    expect(search(known, { readMs: 120_000, datedMs: 60_000 })).toMatchObject({ known: [120_000, 60_000, 0] });
    expect(search(known, { readMs: 60_000, datedMs: 120_000 })).toMatchObject({ known: [120_000, 0] });
  });

  it('holds the whole window', () => {
    const offset = fc.integer({ min: -100_000_000, max: 100_000_000 });
    fc.assert(
      fc.property(offset, offset, offset, fc.integer({ min: -2e8, max: 2e8 }), (first, readMs, datedMs, at) => {
        const { assumed, window } = search({ ...submission, clockOffsetMs: first }, { readMs, datedMs });
        if (!inSubmissionWindow(submission, assumed, START + at)) return;
        expect(START + at).toBeGreaterThanOrEqual(window.from);
        expect(START + at).toBeLessThanOrEqual(window.to);
      }),
    );
  });

  it('goes by what was read soon after the attempt began, whatever was read since', () => {
    const later = START + HOUR;
    const after = { ...known, clockAfterMs: 20_000 };
    expect(search(after, { readMs: 7 * HOUR }, later)).toMatchObject({ known: [20_000, 0] });
    expect(search({ ...known, clockAfterMs: 5_000 }, { readMs: 7 * HOUR }, later)).toMatchObject({ known: [0] });
    expect(search({ ...known, clockAfterMs: 0 }, { readMs: 7 * HOUR }, later).window).toEqual(search(known, {}, later).window);
  });

  it('reaches until now also when our clock was set back: by what the list tells', () => {
    const back = START - 7 * HOUR;
    const after = { ...known, clockAfterMs: 0 };
    expect(search(after, {}, back).window.to).toBeGreaterThan(search(after, {}, back).window.from);
    const { window, toNow } = search(after, { readMs: 7 * HOUR + 10 * MINUTE }, back);
    expect([window.to, toNow]).toEqual([START + 11 * MINUTE, true]);
  });

  it('reached far enough when another search asks for no more', () => {
    expect(reaches(search(known), search(known, { readMs: 10_000 }))).toBe(true);
    expect(reaches(search(known), search(known, { readMs: 10_001 }))).toBe(false);
    expect(reaches(search(known), search(known, { readMs: -10_001 }))).toBe(false);
  });

  it('looked elsewhere where an answer tells another clock', () => {
    expect([undefined, 10_000, 10_001].map((readMs) => isElsewhere(search(known), readMs))).toEqual([false, false, true]);
  });
});
