import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatListTime, parseBeijingTime } from '#adapters/dashscope/wire/beijing-time.ts';

const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });
const beijing = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');

describe('Beijing time', () => {
  it('becomes the instant, eight hours ahead of UTC', () => {
    expect(parseBeijingTime('2025-09-24 16:08:38.345')).toBe(Date.UTC(2025, 8, 24, 8, 8, 38, 345));
    expect(parseBeijingTime('2026-01-01 00:00:00')).toBe(Date.UTC(2025, 11, 31, 16));
    expect(parseBeijingTime('2026-01-01 00:00:00.5')).toBe(Date.UTC(2025, 11, 31, 16, 0, 0, 500));
  });

  it('is read back as it was written, at every instant', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseBeijingTime(beijing(instant))).toBe(instant);
      }),
    );
  });

  it('is written for lists down to the second, in an order that sorts like time', () => {
    expect(formatListTime(Date.UTC(2025, 11, 31, 16, 0, 0, 999))).toBe('20260101000000');
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [earlier, later] = a < b ? [a, b] : [b, a];
        expect(formatListTime(earlier) <= formatListTime(later)).toBe(true);
        expect(formatListTime(earlier)).toBe(beijing(earlier).slice(0, 19).replace(/\D/g, ''));
      }),
    );
  });

  it.each([
    '',
    'soon',
    '2026-02-30 00:00:00',
    '2026-13-01 00:00:00',
    '2026-01-01 24:00:00',
    '2026-01-01 00:60:00',
    '2026-01-01',
    '20260101000000',
    '1970-01-01 08:00:00.000',
    '0001-01-01 00:00:00',
  ])('is not %j', (text) => {
    expect(parseBeijingTime(text)).toBeUndefined();
  });

  it('is either an instant or nothing, for any text', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789-: .'), minLength: 19, maxLength: 23 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        expect(Number.isNaN(parseBeijingTime(text))).toBe(false);
      }),
    );
  });
});
