import { describe, expect, it } from 'vitest';
import { budgetShown } from '#console/state/budget.ts';

describe("the day's budget", () => {
  it('counts what is promised as used', () => {
    expect(budgetShown({ reserved: 2, charged: 3, imagesPerDay: 10 })).toEqual({ used: 5, cap: 10, left: 5 });
    expect(budgetShown({ reserved: 2, charged: 3, imagesPerDay: 4 }).left).toBe(0);
    expect(budgetShown({ reserved: 2, charged: 3 })).toEqual({ used: 5 });
  });
});
