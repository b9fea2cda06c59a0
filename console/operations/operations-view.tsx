/** What an operator watches and may change: the day's budget and the pause switch. */
import type { BudgetView, Controls } from '#client/types.ts';
import { costOf } from '#core/service/price.ts';
import { dollars } from '../format/amounts.ts';
import type { Loaded } from '../hooks/use-loaded.ts';
import { ProblemNote } from '../shared/problem-note.tsx';
import { BudgetMeter } from './budget-meter.tsx';
import { ControlsForm } from './controls-form.tsx';
import { PauseSwitch } from './pause-switch.tsx';

/** What the view needs. */
export interface OperationsViewProps {
  readonly budget: Loaded<BudgetView>;
  readonly controls: Loaded<Controls>;
  readonly announce: (message: string) => void;
}

/** Budget and switches. */
export const OperationsView = ({ budget, controls, announce }: OperationsViewProps) => (
  <>
    <h1>Operations</h1>
    <div class="panels">
      <section class="panel" aria-labelledby="budget-title">
        <h2 id="budget-title">Today’s budget</h2>
        {budget.problem !== undefined && <ProblemNote problem={budget.problem} />}
        {budget.value !== undefined && <BudgetMeter budget={budget.value} />}
        <p class="quiet small">
          One result costs {dollars(costOf(1))}. Images are reserved when an edit is accepted and settled with what was really
          made; days are counted in UTC.
        </p>
      </section>
      <section class="panel" aria-labelledby="controls-title">
        <h2 id="controls-title">Submissions</h2>
        {controls.problem !== undefined && <ProblemNote problem={controls.problem} />}
        {controls.value !== undefined && (
          <>
            <PauseSwitch controls={controls.value} onChanged={controls.replace} announce={announce} />
            <ControlsForm
              controls={controls.value}
              onChanged={(next) => {
                controls.replace(next);
                budget.reload();
              }}
              announce={announce}
            />
          </>
        )}
      </section>
    </div>
  </>
);
