import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { ago, shorten, table } from '#cli/output/tables.ts';

describe('tables', () => {
  it('line up, with numbers to the right', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 10],
          ['long name', 2],
        ],
      ),
    ).toBe('name       n\na          10\nlong name   2\n');
  });
  it('line up by columns of the terminal, of which a Chinese character takes two', () => {
    expect(
      table(
        ['image', 'n'],
        [
          ['图片.png', 1],
          ['👨‍👩‍👧', 22],
        ],
      ),
    ).toBe('image     n\n图片.png   1\n👨‍👩‍👧        22\n');
  });
  it('shorten a text to as many columns', () => {
    expect([10, 9, 8].map((width) => shorten('图片和图片', width))).toEqual(['图片和图片', '图片和图…', '图片和…']);
    expect([shorten('a👨‍👩‍👧b👨‍👩‍👧c', 6), shorten('图', 1)]).toEqual(['a👨‍👩‍👧b…', '…']);
  });
  it('keep texts on one line and within their width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(stringWidth(shorten(text, width))).toBeLessThanOrEqual(width);
        expect(shorten(text, width)).not.toMatch(/[\r\n]/);
      }),
    );
  });
  it.each([
    [0, '0 s'],
    [89, '89 s'],
    [600, '10 min'],
    [7200, '2 h'],
    [3 * 86_400, '3 d'],
    [-5, '0 s'],
  ])('call %d seconds %s', (seconds, text) => {
    const then = Date.parse('2026-01-01T00:00:00.000Z');
    expect(ago('2026-01-01T00:00:00.000Z', then + seconds * 1000)).toBe(text);
  });
});
