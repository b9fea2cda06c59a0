/** What an edit will cost, and whether today's budget still holds it. */
import { PRICE_PER_IMAGE_USD } from '#core/limits.ts';
import type { BudgetView } from '#client/types.ts';

/** The most an edit of n pictures can cost, in US dollars: only pictures that were made are charged. */
export const costOf = (n: number): number => n * PRICE_PER_IMAGE_USD;

/** How much of a day's budget is used and promised, and what is left; `left` undefined: no bound. */
export interface BudgetUseShown {
  readonly used: number;
  readonly cap?: number;
  readonly left?: number;
  /** 0 to 1 of the cap. */
  readonly share: number;
}

/** The day's budget, as shown. */
export const budgetShown = ({ reserved, charged, imagesPerDay }: Pick<BudgetView, 'reserved' | 'charged' | 'imagesPerDay'>): BudgetUseShown => {
  const used = reserved + charged;
  if (imagesPerDay === undefined) return { used, share: 0 };
  return {
    used,
    cap: imagesPerDay,
    left: Math.max(0, imagesPerDay - used),
    share: imagesPerDay === 0 ? 1 : Math.min(1, used / imagesPerDay),
  };
};
