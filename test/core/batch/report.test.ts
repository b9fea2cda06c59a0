import { describe, expect, it } from 'vitest';
import { type BatchOutcome, batchSums, isIntolerable, mostItCosts } from '#core/batch/report.ts';

describe('the sums of a batch', () => {
  it('tell what was paid now from what was paid before', () => {
    const outcomes: readonly BatchOutcome[] = [
      { key: 'a', status: 'SUCCEEDED', images: 2 },
      { key: 'b', status: 'PARTIAL', images: 1, before: true },
      { key: 'c', status: 'FAILED', images: 0 },
      { key: 'd', status: 'LEFT' },
      { key: 'e', status: 'ERROR' },
      { key: 'f', status: 'LEFT', before: true },
      { key: 'g', status: 'LEFT' },
      { key: 'h', status: 'SUCCEEDED', images: 1, before: true },
    ];
    expect(batchSums(outcomes)).toEqual({
      pictures: 8,
      done: 3,
      failed: 2,
      left: 3,
      doneBefore: 2,
      imagesNow: 2,
      paidNowUsd: 0.06,
    });
  });
  it('end a batch beyond the tolerated part, and never without a failure', () => {
    expect(isIntolerable(0, 0, 0)).toBe(false);
    expect(isIntolerable(1, 100, 0)).toBe(true);
    expect(isIntolerable(10, 100, 10)).toBe(false);
    expect(isIntolerable(11, 100, 10)).toBe(true);
    expect(isIntolerable(100, 100, 100)).toBe(false);
  });
  it('bound what it can cost', () => {
    expect(mostItCosts(214, 1)).toBe(6.42);
    expect(mostItCosts(10, 3)).toBe(0.9);
  });
});
