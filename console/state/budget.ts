/** What of today's budget is used and left. */
import type { BudgetView } from '#client/types.ts';

/** A day's budget in images: charged and reserved (`used`), the limit (`cap`) and what is left; without a limit neither `cap` nor `left`. */
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
