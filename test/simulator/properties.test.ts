import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTPUT_ASPECT, OUTPUT_PIXELS } from '#core/service/limits.ts';
import { ERROR_CODES, readMagicWords } from '#simulator/index.ts';
import { withoutMagicWords } from '#simulator/magic-words.ts';
import { readInstructions } from '#simulator/pictures/instructions.ts';
import { createLettering, textWidth, wrapText } from '#simulator/pictures/paint.ts';
import { formatBeijing, parseListTime } from '#simulator/service/beijing-time.ts';
import { readSize, sizeFromAspect } from '#simulator/service/output-size.ts';

describe('sizes', () => {
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

describe('magic words', () => {
  it('are found anywhere in any text and leave the rest of it', () => {
    const text = fc.string().filter((part) => !part.includes('['));
    const code = fc.constantFrom(...Object.keys(ERROR_CODES).filter((known) => ERROR_CODES[known]?.phases.includes('task')));
    fc.assert(
      fc.property(text, text, code, (before, after, known) => {
        const prompt = `${before}[simulate ${known}]${after}`;
        expect(readMagicWords(prompt)).toEqual({ ok: true, words: { fail: known } });
        expect(withoutMagicWords(prompt)).toBe(`${before}${after}`.replace(/\s+/g, ' ').trim());
      }),
    );
  });

  it('never throw, and mean nothing in a text without them', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readMagicWords(`[simulate ${text}]`)).toHaveProperty('ok');
      }),
    );
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/simulate/i.test(text)),
        (text) => {
          expect(readMagicWords(text)).toEqual({ ok: true, words: {} });
        },
      ),
    );
  });

  it.each([
    ['slow 300', { runSeconds: 300 }],
    ['pending 12.5', { pendingSeconds: 12.5 }],
    ['partial 2', { partial: { failed: 2, code: 'DataInspectionFailed' } }],
    ['partial 1 internalerror', { partial: { failed: 1, code: 'InternalError' } }],
    ['Arrearage', { create: { error: { code: 'Arrearage' } } }],
    ['create DataInspectionFailed', { create: { error: { code: 'DataInspectionFailed' } } }],
    ['create not authorized', { create: { error: { code: 'NOT AUTHORIZED' } } }],
    ['query Throttling.RateQuota 3', { query: { code: 'Throttling.RateQuota', times: 3 } }],
    ['UnsupportedOperation', { query: { code: 'UnsupportedOperation', times: 1 } }],
    ['result truncate', { result: 'truncate' }],
    ['drop-after-accept', { create: 'drop-after-accept' }],
  ])('[simulate %s]', (word, words) => {
    expect(readMagicWords(`blue [Simulate ${word}]`)).toEqual({ ok: true, words });
  });

  it.each([
    'slow',
    'slow -1',
    'slow soon',
    'partial',
    'partial 0',
    'partial 1 Nonsense',
    'query Nonsense',
    'query InternalError 0',
    'result late',
    'create',
    'thunder',
  ])('refuses [simulate %s]', (word) => {
    expect(readMagicWords(`[simulate ${word}]`)).toMatchObject({ ok: false, reason: expect.stringContaining(word) });
  });
});

describe('times', () => {
  it('written in Beijing time read back to the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }), (seconds) => {
        const compact = formatBeijing(seconds * 1000)
          .slice(0, 19)
          .replace(/\D/g, '');
        expect(parseListTime(compact)).toBe(seconds * 1000);
        expect(parseListTime(String(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe('words in pictures', () => {
  it('instructions are read from any text without throwing, each plain kind once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const kinds = readInstructions(text).map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
      }),
    );
  });

  it('lines stay within their width and number, and short texts lose nothing', async () => {
    const ascii = fc.string({ unit: fc.constantFrom(...'abc XYZ,.!0123'.split('')), maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(ascii, fc.integer({ min: 60, max: 600 }), async (text, width) => {
        const lettering = await createLettering([text, '...'], 2);
        const lines = wrapText(lettering, text, width, 3);
        expect(lines.length).toBeLessThanOrEqual(3);
        for (const line of lines) expect(textWidth(lettering, line)).toBeLessThanOrEqual(width);
        if (textWidth(lettering, text) <= width) expect(lines.join(' ')).toBe(text.trim());
      }),
    );
  });
});
