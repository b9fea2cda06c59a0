import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSize, parseSize, sizeProblem } from '#core/request/size.ts';
import { OUTPUT_ASPECT, OUTPUT_PIXELS, RECOMMENDED_SIZES } from '#core/service/limits.ts';

describe('a size', () => {
  it('is read as people write it, and written as the service does', () => {
    for (const text of ['1280*720', ' 1280x720 ', '1280X720', '1280×720'])
      expect(parseSize(text)).toEqual({ width: 1280, height: 720 });
    expect(formatSize({ width: 1280, height: 720 })).toBe('1280*720');
  });

  it.each(['', '1280', '1280*', '*720', '0*720', '01280*720', '1280*720*3', '123456*7', '1280,720', '-1*5', '1e3*5'])(
    'is not %j',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
      expect(sizeProblem(text)).toContain('not of the form W*H');
    },
  );

  it('is read back as it was written', () => {
    const side = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        expect(parseSize(formatSize({ width, height }))).toEqual({ width, height });
      }),
    );
  });

  it('is acceptable exactly when its area and its aspect are', () => {
    const side = fc.integer({ min: 300, max: 2700 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const [pixels, aspect] = [width * height, width / height];
        const fine =
          pixels >= OUTPUT_PIXELS.min &&
          pixels <= OUTPUT_PIXELS.max &&
          aspect >= OUTPUT_ASPECT.min &&
          aspect <= OUTPUT_ASPECT.max;
        expect(sizeProblem(formatSize({ width, height })) === undefined).toBe(fine);
      }),
      {
        examples: [
          [768, 768],
          [1280, 1280],
          [2560, 640],
          [640, 2560],
          [384, 1536],
          [1281, 1280],
          [767, 768],
        ],
      },
    );
  });

  it('is always acceptable when it is recommended', () => {
    for (const { size } of RECOMMENDED_SIZES) expect(sizeProblem(size)).toBeUndefined();
  });

  it('that is refused comes with the recommended one of the nearest aspect', () => {
    expect(sizeProblem('3000*400')).toContain('1344*576');
    expect(sizeProblem('300*300')).toMatch(/90000 pixels.*1280\*1280/);
  });
});
