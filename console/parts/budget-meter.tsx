/** How much of the day's budget is used. */
import type { BudgetView } from '#client/types.ts';
import { PRICE_PER_IMAGE_USD } from '#core/limits.ts';
import { counted, dollars } from '../format/amounts.ts';
import { budgetShown } from '../state/cost.ts';

/** A meter and its numbers; without a cap only the numbers. */
export const BudgetMeter = ({ budget }: { readonly budget: BudgetView }) => {
  const { cap, left, share } = budgetShown(budget);
  return (
    <div class="budget" data-charged={budget.charged} data-reserved={budget.reserved}>
      <p class="budget-figure">
        {budget.charged}
        <small> {cap === undefined ? 'charged' : `of ${counted(cap, 'picture')} charged`}</small>
      </p>
      {cap !== undefined && (
        <div
          class={share >= 1 ? 'meter meter-full' : 'meter'}
          role="meter"
          aria-label="Budget used today"
          aria-valuemin={0}
          aria-valuemax={cap}
          aria-valuenow={Math.min(cap, budget.reserved + budget.charged)}
        >
          <span style={{ '--share': `${Math.round(share * 100)}%` }} />
        </div>
      )}
      <p class="quiet">
        {dollars(budget.charged * PRICE_PER_IMAGE_USD)} spent · {counted(budget.reserved, 'picture')} promised to edits under way
        {left === undefined ? ' · no daily limit' : ` · ${left} left`}
      </p>
    </div>
  );
};
