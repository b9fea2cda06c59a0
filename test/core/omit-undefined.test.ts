import { describe, expect, it } from 'vitest';
import { omitUndefined } from '#core/omit-undefined.ts';

describe('an object without what is undefined', () => {
  it('keeps every other field in order, also what is false, empty or null', () => {
    const kept = omitUndefined({ d: 0, a: undefined, c: '', b: null, e: false });
    expect(kept).toStrictEqual({ d: 0, c: '', b: null, e: false });
    expect(Object.keys(kept)).toEqual(['d', 'c', 'b', 'e']);
  });
});
