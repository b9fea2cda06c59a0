import { describe, expect, it } from 'vitest';
import {
  CREATE_LOCK_MS,
  CREATE_TIMEOUT_MS,
  inSubmissionWindow,
  LATEST_CREATE_MS,
  searchWindow,
} from '#core/admission/submission-window.ts';

const START = 1_000_000;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const inside = (second: number, ms = 0): boolean => inSubmissionWindow(submission, START + second * 1000 + ms);

describe('the window of a submission', () => {
  it('is from 10 s before its lock was taken until 47 s after, by the clock of the service', () => {
    expect([inside(-10, -1), inside(-10), inside(0), inside(47), inside(47, 1)]).toEqual([false, true, true, true, false]);
  });

  it('holds every create that may begin, until it is given up', () => {
    expect(LATEST_CREATE_MS).toBe(7000);
    expect(inSubmissionWindow(submission, START + LATEST_CREATE_MS + CREATE_TIMEOUT_MS)).toBe(true);
  });

  it('is looked at with a minute to spare on either side', () => {
    expect(searchWindow(submission)).toEqual({ from: START - 60_000, to: START + 120_000 });
  });
});
