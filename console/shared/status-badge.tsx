/** The state of an edit as a word with a coloured mark. */
import type { EditState } from '#core/edit/state.ts';
import { STATE_LABELS } from '../format/state-labels.ts';

/** A badge; the colour repeats what the word says. */
export const StatusBadge = ({ state }: { readonly state: EditState }) => {
  const { label, tone, meaning } = STATE_LABELS[state];
  return (
    <span class={`badge tone-${tone}`} title={meaning} data-state={state}>
      {label}
    </span>
  );
};
