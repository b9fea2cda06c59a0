import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterCount, isInvisible, normaliseText, textProblem } from '#core/text/safe-text.ts';

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

describe('a text of which nothing can be seen', () => {
  it.each([
    ['', 'nothing'],
    [' \t\n\u00a0\u2003\u3000', 'blanks'],
    ['\u200b', 'a zero-width space'],
    ['\u200c\u200d\u2060\ufeff', 'joiners and a byte order mark'],
    ['\u00ad', 'a soft hyphen'],
    ['\u034f', 'a combining grapheme joiner'],
    ['\u115f\u1160\u3164\uffa0', 'Hangul fillers'],
    ['\u2800', 'the empty braille pattern'],
    ['\u180e', 'a Mongolian vowel separator'],
    ['\ufe0f\u{e0100}', 'variation selectors'],
    ['\u{e0041}\u{e007f}', 'tags'],
    ['\u0301\u0316', 'marks without a letter'],
    ['\u2028\u2029', 'separators of lines'],
    ['\u{1d173}', 'a musical control'],
  ])('is found: %j (%s)', (text) => {
    expect(isInvisible(text)).toBe(true);
    expect(isInvisible(`${text}a${text}`)).toBe(false);
  });
  it('is none when any letter, digit, sign or emoji is in it', () => {
    for (const text of ['a', '图', '한', 'ع', '\u2801', '!', '🕰️', '1\ufe0f\u20e3', 'e\u0301', '\ue000'])
      expect(isInvisible(text)).toBe(false);
  });
});
