/** The numbers of an edit. */
import type { EditView } from '#client/types.ts';
import { isTerminal } from '#core/edit.ts';
import { useNow } from '../hooks/use-now.ts';
import { factsOf } from '../state/edit-facts.ts';
import { elapsedOf } from '../state/progress.ts';

const instant = (ms: number): string => new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A list of names and values. */
export const Facts = ({ edit }: { readonly edit: EditView }) => {
  const now = useNow(!isTerminal(edit.state));
  return (
    <dl class="facts">
      {factsOf(edit, elapsedOf(edit, now), instant).map(({ name, value, mono }) => (
        <div key={name} data-fact={name}>
          <dt>{name}</dt>
          <dd class={mono ? 'mono' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
