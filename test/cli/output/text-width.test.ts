import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cutEnd, cutStart, padEnd, widthOf } from '#cli/output/text-width.ts';

const FAMILY = '👨‍👩‍👧';
const FLAG = '🇨🇳';

/** Texts of all that terminals draw wide, joined, or not at all. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.constantFrom('图片', FAMILY, FLAG, 'é', '한글', 'ａ', '\u200d', '👍🏽'),
    ),
  )
  .map((parts) => parts.join(''));

const graphemes = (value: string): readonly string[] => [...new Intl.Segmenter().segment(value)].map(({ segment }) => segment);

describe('the width of a text on a terminal', () => {
  it.each([
    ['', 0],
    ['image', 5],
    ['图片', 4],
    ['한글', 4],
    ['é', 1],
    [FAMILY, 2],
    [FLAG, 2],
    ['👍🏽', 2],
  ])('of %j is %d columns', (value, columns) => {
    expect(widthOf(value)).toBe(columns);
  });

  it('is filled up with blanks, and a text that is wider stays as it is', () => {
    expect(padEnd('图片', 6)).toBe('图片  ');
    expect(padEnd('图片', 3)).toBe('图片');
  });

  it.each([
    ['图片', 3, '图', '片'],
    ['图片', 1, '', ''],
    ['图片', 0, '', ''],
    ['图片', -1, '', ''],
    [`${FAMILY}a${FAMILY}`, 2, FAMILY, FAMILY],
    [`a${FAMILY}a`, 2, 'a', 'a'],
    ['abc', 3, 'abc', 'abc'],
  ])('%j cut to %d columns is %j from its start, %j from its end', (value, columns, start, end) => {
    expect(cutEnd(value, columns)).toBe(start);
    expect(cutStart(value, columns)).toBe(end);
  });

  it('is never more than it was cut to, by as little as can be, and no character is cut in two', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 20 }), (value, columns) => {
        const all = graphemes(value);
        const first = graphemes(cutEnd(value, columns)).length;
        const last = graphemes(cutStart(value, columns)).length;
        expect(cutEnd(value, columns)).toBe(all.slice(0, first).join(''));
        expect(cutStart(value, columns)).toBe(all.slice(all.length - last).join(''));
        expect(stringWidth(cutEnd(value, columns))).toBeLessThanOrEqual(columns);
        expect(stringWidth(cutStart(value, columns))).toBeLessThanOrEqual(columns);
        if (first < all.length) expect(stringWidth(all.slice(0, first + 1).join(''))).toBeGreaterThan(columns);
        if (last < all.length) expect(stringWidth(all.slice(all.length - last - 1).join(''))).toBeGreaterThan(columns);
      }),
    );
  });
});
