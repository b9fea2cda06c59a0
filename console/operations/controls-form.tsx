/** The figures an operator may override: images a day and slots. */
import { useState } from 'preact/hooks';
import { useClient } from '../hooks/client-context.ts';
import { useAction } from '../hooks/use-action.ts';
import { Field } from '../shared/field.tsx';
import { Form } from '../shared/form.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { type ControlsDraft, checkControls, draftOfControls } from '../state/controls-draft.ts';
import type { OperatorProps } from './pause-switch.tsx';

/** Two numbers; empty means as deployed. */
export const ControlsForm = ({ controls, onChanged, announce }: OperatorProps) => {
  const client = useClient();
  const [draft, setDraft] = useState(() => draftOfControls(controls));
  const checked = checkControls(controls, draft);
  const problems = checked.ok ? {} : checked.problems;
  const save = useAction(async () => {
    if (!checked.ok) return;
    onChanged(await client.controls.set(checked.controls));
    announce('Saved');
  });
  const input = (name: keyof ControlsDraft, label: string, help: string) => (
    <Field
      id={`controls-${name}`}
      label={label}
      help={help}
      problem={problems[name]}
      control={(controlProps) => (
        <input
          {...controlProps}
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder="as deployed"
          value={draft[name]}
          onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
        />
      )}
    />
  );
  return (
    <Form class="controls-form" onSubmit={save.run}>
      {input('imagesPerDay', 'Images a day', 'Rejects before spending. 0 rejects everything; empty: as deployed.')}
      {input('capacity', 'Slots', 'Edits that may be with the model at once, 1 to 1,000. The service itself runs five.')}
      {save.problem !== undefined && <ProblemNote problem={save.problem} urgent />}
      <p>
        <button type="submit" aria-disabled={!checked.ok}>
          Save
        </button>
      </p>
    </Form>
  );
};
