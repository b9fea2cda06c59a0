import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#simulator/index.ts';
import { readMagicWords, withoutMagicWords } from '#simulator/magic-words.ts';

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

  it('never throw, and are none in a text without them', () => {
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
  ])('rejects [simulate %s]', (word) => {
    expect(readMagicWords(`[simulate ${word}]`)).toMatchObject({ ok: false, reason: expect.stringContaining(word) });
  });
});
