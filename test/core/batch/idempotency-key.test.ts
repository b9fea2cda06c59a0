import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchKey, batchRequest, nextBatchKey, triesAgain } from '#core/batch/idempotency-key.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { editIdOfIdempotencyKey } from '#core/ids.ts';
import { editRequestSchema } from '#core/request/request.ts';

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
  it('stays what it was from version to version, as does the id of its edit: another one would be paid again', () => {
    const key = batchKey({ key: 'inputs/a.jpg', fingerprint: '"x"' }, { prompt: 'p' });
    expect(key).toBe('batch-f04281ddaf6c78ba3b399219c0c2cfd1d1d6b89c');
    expect(editIdOfIdempotencyKey(key)).toBe('b50a72ecf9ba31cfd1702995a25d8511f503e1f1');
  });
  it('fits into the header it travels in, also after many attempts', () => {
    const first = batchKey({ key: 'inputs/a.jpg', fingerprint: '"x"' }, {});
    const second = nextBatchKey(first, editIdOfIdempotencyKey(first));
    expect(nextBatchKey(first, editIdOfIdempotencyKey(second))).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set([first, second, nextBatchKey(first, editIdOfIdempotencyKey(second))]).size).toBe(3);
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
  it.each(['RESULT_LOST', 'TASK_EXPIRED', 'TASK_OVERDUE'])('is not made after %s, whose task may have been charged', (code) => {
    expect(triesAgain({ status: 'FAILED', problem: { code } }, { retryFailed: true })).toBe(false);
  });
});
