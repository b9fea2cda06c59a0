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

  it.each([24, 64])('may have %d bytes', (length) => {
    expect(secretKey(formatSecret(new Uint8Array(length)))).toHaveLength(length);
  });

  it('holds nothing but base64', () => {
    const secret = formatSecret(new Uint8Array(32).fill(7));
    const key = secret.slice('whsec_'.length);
    expect(secretKey(key)).toEqual(new Uint8Array(32).fill(7));
    for (const wrong of [`whsec_!${key}`, `whsec_${key}!`, `whsec_${key.slice(0, 20)} ${key.slice(20)}`, `${secret}\n`]) {
      expect(secretKey(wrong)).toBeUndefined();
    }
  });

  it('of fewer than 24 or more than 64 bytes is none', () => {
    for (const length of [0, 23, 65]) {
      expect(() => formatSecret(new Uint8Array(length))).toThrow(
        new RangeError(`a webhook secret has 24 to 64 bytes, not ${length}`),
      );
      expect(secretKey(`whsec_${Buffer.alloc(length).toString('base64')}`)).toBeUndefined();
    }
  });
});
