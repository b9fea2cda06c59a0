import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBeijing, parseListTime } from '#simulator/model-studio/beijing-time.ts';

describe('times of the service', () => {
  it('written in Beijing time are read back to the same second', () => {
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
