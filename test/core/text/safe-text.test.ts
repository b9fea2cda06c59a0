import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterCount, normaliseText, textProblem } from '#core/text/safe-text.ts';

describe('a text of a person', () => {
  it('is counted in code points, as the service counts', () => {
    expect(['', 'abc', '图片', '🕰️', 'e\u0301'].map(characterCount)).toEqual([0, 3, 2, 2, 2]);
  });

  it('has one form: composed, with line feeds', () => {
    expect(normaliseText('e\u0301\r\na\rb')).toBe('é\na\nb');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
      }),
    );
  });

  it.each([
    '图片 with a \t tab\nand lines',
    '👩‍👩‍👧',
    'नमस्ते',
    'العربية',
    'a\u200db',
    '~\u00a0\u2029\u202f\u2065\u206a\ud7ff\ue000',
  ])('is taken as it is: %j', (text) => {
    expect(textProblem(text)).toBeUndefined();
  });

  it.each([
    ['a\u0000b', 2, 'U+0000'],
    ['\u001b[31m', 1, 'U+001B'],
    ['🕰\u202ereversed', 2, 'U+202E'],
    ['\u2066', 1, 'U+2066'],
    ['\u001f', 1, 'U+001F'],
    ['\u007f', 1, 'U+007F'],
    ['a\u0085', 2, 'U+0085'],
    ['\u009f', 1, 'U+009F'],
    ['\u202a', 1, 'U+202A'],
    ['\u2069', 1, 'U+2069'],
    ['\ud800x', 1, 'U+D800'],
    ['\udfff', 1, 'U+DFFF'],
  ])('is refused with the place of what nobody sees: %j', (text, place, name) => {
    expect(textProblem(text)).toContain(`character ${place} is ${name}`);
  });
});
