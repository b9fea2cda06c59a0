/** What it will cost, before anything is sent. */
import type { BudgetView } from '#client/types.ts';
import { costOf } from '#core/service/price.ts';
import { counted, dollars } from '../format/amounts.ts';
import { budgetShown } from '../state/budget.ts';

/** The price of n results, and a warning when today's budget does not hold them. */
export const CostLine = ({ n, budget }: { readonly n: number; readonly budget: BudgetView | undefined }) => {
  const left = budget === undefined ? undefined : budgetShown(budget).left;
  return (
    <p class="cost" data-cost={costOf(n)}>
      <strong>{dollars(costOf(n))}</strong>
      <span class="quiet"> at most, for {counted(n, 'result')}. Failed images are free.</span>
      {left !== undefined && left < n && (
        <span class="cost-warning"> Today’s budget has {left === 0 ? 'no images' : counted(left, 'image')} left.</span>
      )}
    </p>
  );
};
