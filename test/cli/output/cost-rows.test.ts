import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costRows } from '#cli/output/cost-rows.ts';

describe('sums of cost', () => {
  it('add up to the whole, however they are grouped', () => {
    const edit = fc.record({
      status: fc.constantFrom('SUCCEEDED' as const, 'FAILED' as const),
      preset: fc.constantFrom('a', 'b'),
      times: fc.record({ createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z') }),
      images: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit), fc.constantFrom('day' as const, 'preset' as const, 'state' as const), (edits, by) => {
        const { rows, sum } = costRows(
          edits.map(({ images, ...rest }) => ({ ...rest, usage: { imageCount: images }, costUsd: images * 0.03 })),
          by,
        );
        expect(sum.edits).toBe(edits.length);
        expect(rows.reduce((total, row) => total + row.images, 0)).toBe(sum.images);
        expect(rows.reduce((total, row) => total + row.costUsd, 0)).toBeCloseTo(sum.costUsd);
      }),
    );
  });
});
