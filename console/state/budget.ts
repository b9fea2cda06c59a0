/** How today's budget stands. */
import type { BudgetView } from '#client/types.ts';

/** How much of a day's budget is used and promised, and what is left; `left` undefined: no bound. */
export interface BudgetUseShown {
  readonly used: number;
  readonly cap?: number;
  readonly left?: number;
}

/** The day's budget, as shown. */
export const budgetShown = ({
  reserved,
  charged,
  imagesPerDay,
}: Pick<BudgetView, 'reserved' | 'charged' | 'imagesPerDay'>): BudgetUseShown => {
  const used = reserved + charged;
  return imagesPerDay === undefined ? { used } : { used, cap: imagesPerDay, left: Math.max(0, imagesPerDay - used) };
};
