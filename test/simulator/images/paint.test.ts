import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLettering, textWidth, wrapText } from '#simulator/images/paint.ts';

describe('text on an image', () => {
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
