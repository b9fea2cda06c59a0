import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf, sha256Of } from '#core/ids.ts';

const parts = fc.array(
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  { maxLength: 5 },
);

describe('a hash of parts', () => {
  it('is 40 hex characters, the same for the same parts and another for any other list', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(hashOf(...a)).toMatch(/^[0-9a-f]{40}$/);
        expect(hashOf(...a) === hashOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      {
        examples: [
          [
            ['ab', 'c'],
            ['a', 'bc'],
          ],
          [[''], []],
          [['1:a'], ['1', 'a']],
        ],
      },
    );
  });
});

describe('an id', () => {
  it('is what it was in every version before: another one would be another edit, and be paid again', () => {
    expect(hashOf('bucket', 'uploads/a.png', 'v1', '{}')).toBe('0eca52626785283623e7355f8464a304fbe6813c');
  });
});

describe('canonical JSON', () => {
  it('is the same text for the same value, however its keys are ordered', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the checksum of a picture', () => {
  it('is its SHA-256', () => {
    expect(sha256Of(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});
