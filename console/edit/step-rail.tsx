/** The steps of the workflow and where the edit is in them. */
import type { EditView } from '#client/types.ts';
import { duration } from '../format/amounts.ts';
import { progressOf, type StepProgress } from '../state/progress.ts';

const STATUS_LABELS: Readonly<Record<StepProgress['status'], string>> = {
  done: 'done',
  current: 'under way',
  stopped: 'stopped here',
  ahead: 'not yet',
};

/** An ordered list of steps with their durations. */
export const StepRail = ({ edit }: { readonly edit: EditView }) => (
  <ol class="rail" aria-label="Steps">
    {progressOf(edit).map(({ step, status, ms }) => (
      <li key={step} class={`rail-step rail-${status}`} aria-current={status === 'current' ? 'step' : undefined} data-step={step}>
        <span class="rail-name">{step}</span>
        <span class="visually-hidden">, {STATUS_LABELS[status]}</span>
        <span class="rail-time">{ms === undefined ? '' : duration(ms)}</span>
      </li>
    ))}
  </ol>
);
