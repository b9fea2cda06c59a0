import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchKey, batchRequest, editIdOfKey, nextBatchKey, triesAgain } from '#core/batch/idempotency-key.ts';
import { prefixProblem, skipReason } from '#core/batch/objects.ts';
import { type BatchOutcome, batchSums, isIntolerable, mostItCosts } from '#core/batch/report.ts';
import { EDIT_STATES } from '#core/edit/edit.ts';
import { editRequestSchema } from '#core/request/request.ts';
import { MAX_INPUT_BYTES } from '#core/service/limits.ts';

describe('a prefix', () => {
  it.each(['uploads/', 'inputs/holiday/', 'uploads/shop/2026-'])('%s can be edited', (prefix) => {
    expect(prefixProblem(prefix)).toBeUndefined();
  });
  it.each(['', 'holiday', 'results/a/', 'uploads', 'Uploads/a', 'inputs/../results/'])('%j cannot', (prefix) => {
    expect(prefixProblem(prefix)).toMatch(/\S/);
  });
});

describe('what a batch edits', () => {
  it.each(['inputs/a.jpg', 'inputs/b/c.JPEG', 'uploads/ü.png', 'uploads/x/y.webp', 'inputs/z.bmp'])('takes %s', (key) => {
    expect(skipReason({ key, bytes: 1 })).toBeUndefined();
  });
  it.each([
    [{ key: 'inputs/notes.txt', bytes: 1 }, 'name'],
    [{ key: 'uploads/a.jpg.json', bytes: 1 }, 'name'],
    [{ key: 'inputs/folder/', bytes: 0 }, 'name'],
    [{ key: 'uploads/.hidden.jpg', bytes: 1 }, 'hidden'],
    [{ key: 'inputs/a.jpg', bytes: 0 }, 'empty'],
    [{ key: 'inputs/a.jpg', bytes: MAX_INPUT_BYTES + 1 }, 'at most'],
  ])('leaves %j alone', (object, why) => {
    expect(skipReason(object)).toContain(why);
  });
});

const object = fc.record({ key: fc.string(), fingerprint: fc.stringMatching(/^[0-9a-f-]{0,40}$/) });
const instruction = fc.record({ prompt: fc.string(), n: fc.integer({ min: 1, max: 4 }) }, { requiredKeys: [] });

describe('the key of a picture in a batch', () => {
  it('is the same for the same picture, content and instruction, however the instruction is written', () => {
    fc.assert(
      fc.property(object, instruction, (picture, asked) => {
        const turned = Object.fromEntries(Object.entries(asked).reverse());
        expect(batchKey(picture, turned)).toBe(batchKey({ ...picture }, asked));
      }),
    );
  });
  it('is another one as soon as any of them is', () => {
    fc.assert(
      fc.property(object, instruction, object, instruction, (a, instructionA, b, instructionB) => {
        const same =
          a.key === b.key &&
          a.fingerprint === b.fingerprint &&
          instructionA.prompt === instructionB.prompt &&
          instructionA.n === instructionB.n;
        expect(batchKey(a, instructionA) === batchKey(b, instructionB)).toBe(same);
      }),
    );
  });
  it('does not depend on whether somebody took the quotes off an ETag', () => {
    fc.assert(
      fc.property(object, instruction, ({ key, fingerprint }, asked) => {
        expect(batchKey({ key, fingerprint: `"${fingerprint}"` }, asked)).toBe(batchKey({ key, fingerprint }, asked));
      }),
    );
  });
  it('fits into the header it travels in, also after many attempts', () => {
    const first = batchKey({ key: 'inputs/a.jpg', fingerprint: '"x"' }, {});
    const second = nextBatchKey(first, editIdOfKey(first));
    expect(nextBatchKey(first, editIdOfKey(second))).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set([first, second, nextBatchKey(first, editIdOfKey(second))]).size).toBe(3);
  });
  it('goes with a request that the API takes', () => {
    expect(editRequestSchema.parse(batchRequest({ key: 'inputs/a.jpg' }, { preset: 'lighting', n: 2 }))).toEqual({
      preset: 'lighting',
      n: 2,
      images: ['inputs/a.jpg'],
    });
  });
});

describe('another attempt', () => {
  it('is made by itself only when the budget was in the way, which cost nothing', () => {
    const again = EDIT_STATES.filter((status) =>
      triesAgain({ status, problem: { code: 'BUDGET_EXCEEDED' } }, { retryFailed: false }),
    );
    expect(again).toEqual(['REJECTED']);
    expect(triesAgain({ status: 'REJECTED', problem: { code: 'IMAGE_REFUSED' } }, { retryFailed: false })).toBe(false);
  });
  it('is made on request after what was not paid, never when it may have been', () => {
    const again = EDIT_STATES.filter((status) => triesAgain({ status }, { retryFailed: true }));
    expect(again).toEqual(['FAILED', 'CANCELED', 'REJECTED']);
  });
});

describe('the sums of a batch', () => {
  it('tell what was paid now from what was paid before', () => {
    const outcomes: readonly BatchOutcome[] = [
      { key: 'a', status: 'SUCCEEDED', images: 2 },
      { key: 'b', status: 'PARTIAL', images: 1, before: true },
      { key: 'c', status: 'FAILED', images: 0 },
      { key: 'd', status: 'LEFT' },
      { key: 'e', status: 'ERROR' },
    ];
    expect(batchSums(outcomes)).toEqual({
      pictures: 5,
      done: 2,
      failed: 2,
      left: 1,
      doneBefore: 1,
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
  });
});
