/** How much of the day's budget is used. */
import type { BudgetView } from '#client/types.ts';
import { counted, dollars } from '../format/amounts.ts';
import { budgetShown } from '../state/budget.ts';

/** A meter and its numbers; without a cap only the numbers. */
export const BudgetMeter = ({ budget }: { readonly budget: BudgetView }) => {
  const { cap, left, used } = budgetShown(budget);
  return (
    <div class="budget" data-charged={budget.charged} data-reserved={budget.reserved}>
      <p class="budget-figure">
        {budget.charged}
        <small> {cap === undefined ? 'charged' : `of ${counted(cap, 'image')} charged`}</small>
      </p>
      {cap !== undefined && (
        <meter
          class="meter"
          aria-label="Budget used today"
          min={0}
          max={Math.max(1, cap)}
          high={Math.max(1, cap) * 0.9}
          value={cap === 0 ? 1 : used}
        />
      )}
      <p class="quiet">
        {dollars(budget.costUsd)} spent · {counted(budget.reserved, 'image')} promised to edits under way
        {left === undefined ? ' · no daily limit' : ` · ${left} left`}
      </p>
    </div>
  );
};
