import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTPUT_ASPECT, OUTPUT_PIXELS } from '#core/service/limits.ts';
import { readSize, sizeFromAspect } from '#simulator/model-studio/output-size.ts';

describe('output sizes', () => {
  it('chosen from any input are legal, multiples of 16, near the largest area and true to the input', () => {
    const side = fc.integer({ min: 384, max: 5000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = sizeFromAspect({ width, height });
        expect(readSize(`${size.width}*${size.height}`)).toEqual(size);
        expect([size.width % 16, size.height % 16]).toEqual([0, 0]);
        expect(size.width * size.height).toBeGreaterThan(OUTPUT_PIXELS.max * 0.93);
        const aspect = Math.min(OUTPUT_ASPECT.max, Math.max(OUTPUT_ASPECT.min, width / height));
        expect(Math.abs(size.width / size.height / aspect - 1)).toBeLessThan(0.05);
      }),
    );
  });

  it('are accepted exactly when area and aspect are within their bounds', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const pixels = width * height;
        const legal = pixels >= 589_824 && pixels <= 1_638_400 && width <= 4 * height && height <= 4 * width;
        expect(typeof readSize(`${width}*${height}`) !== 'string').toBe(legal);
      }),
    );
  });
});
