import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionName, parseExecutionName } from '#core/edit/execution-name.ts';
import { hashOf } from '#core/ids.ts';

const parts = fc.array(
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  { maxLength: 5 },
);

describe('the name of an execution', () => {
  const editId = hashOf('x');

  it('is the id of its edit, with the number from the second on, and short enough for Step Functions', () => {
    expect(executionName(editId, 1)).toBe(editId);
    expect(executionName(editId, 2)).toBe(`${editId}-2`);
    expect(executionName(editId, 999_999_999).length).toBeLessThanOrEqual(80);
  });

  it('is read back', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 999_999_999 }), (of, attempt) => {
        const id = hashOf(...of);
        expect(parseExecutionName(executionName(id, attempt))).toEqual({ editId: id, attempt });
      }),
    );
  });

  it.each(['', 'somebody-elses', `${editId}-`, `${editId}-0`, `${editId}-01`, `${editId}x`, `x${editId}`, editId.toUpperCase()])(
    'is not ours: %s',
    (name) => {
      expect(parseExecutionName(name)).toBeUndefined();
    },
  );
});
