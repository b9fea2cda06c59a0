/** The numbers of an edit. */
import type { EditView } from '#client/types.ts';
import { useElapsed } from '../hooks/use-elapsed.ts';
import { factsOf } from '../state/edit-facts.ts';

const instant = (ms: number): string => new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A list of names and values. */
export const Facts = ({ edit }: { readonly edit: EditView }) => {
  const elapsed = useElapsed(edit);
  return (
    <dl class="facts">
      {factsOf(edit, elapsed, instant).map(({ name, value, mono }) => (
        <div key={name} data-fact={name}>
          <dt>{name}</dt>
          <dd class={mono ? 'mono' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
