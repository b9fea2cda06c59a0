import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSecret, secretKey } from '#core/webhooks/secret.ts';

describe('a secret', () => {
  it('gives back the key it was made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), (key) => {
        expect(secretKey(formatSecret(key))).toEqual(key);
      }),
    );
  });

  it('of fewer than 24 or more than 64 bytes is none', () => {
    for (const length of [0, 23, 65]) {
      expect(() => formatSecret(new Uint8Array(length))).toThrow(RangeError);
      expect(secretKey(`whsec_${Buffer.alloc(length).toString('base64')}`)).toBeUndefined();
    }
  });
});
