import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf } from '#core/service/price.ts';

describe('the cost of pictures', () => {
  it('is their list price, to the cent', () => {
    expect([0, 1, 2, 3, 4].map(costOf)).toEqual([0, 0.03, 0.06, 0.09, 0.12]);
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (images) => {
        expect(String(costOf(images))).toMatch(/^\d+(\.\d{1,2})?$/);
      }),
    );
  });
});
