/** The figures an operator may override: images a day and slots. */
import { useState } from 'preact/hooks';
import type { Problem } from '#core/errors.ts';
import { problemOf, useClient } from '../hooks/client-context.ts';
import { Field } from '../shared/field.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { type ControlsDraft, checkControls, draftOfControls } from '../state/controls-draft.ts';
import type { OperatorProps } from './pause-switch.tsx';

/** Two numbers; empty means as deployed. */
export const ControlsForm = ({ controls, onChanged, tell }: OperatorProps) => {
  const client = useClient();
  const [draft, setDraft] = useState(() => draftOfControls(controls));
  const [refusal, setRefusal] = useState<Problem | undefined>();
  const checked = checkControls(controls, draft);
  const problems = checked.ok ? {} : checked.problems;
  const save = async () => {
    if (!checked.ok) return;
    setRefusal(undefined);
    try {
      onChanged(await client.controls.set(checked.controls));
      tell('Saved');
    } catch (error) {
      setRefusal(problemOf(error));
    }
  };
  const input = (name: keyof ControlsDraft, label: string, help: string) => (
    <Field
      id={`controls-${name}`}
      label={label}
      help={help}
      problem={problems[name]}
      control={(wiring) => (
        <input
          {...wiring}
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
    <form
      class="controls-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save().catch(() => undefined);
      }}
    >
      {input('imagesPerDay', 'Pictures a day', 'Refuses before spending. 0 refuses everything; empty: as deployed.')}
      {input('capacity', 'Slots', 'Edits that may be with the model at once, 1 to 1,000. The service itself runs five.')}
      {refusal !== undefined && <ProblemNote problem={refusal} urgent />}
      <p>
        <button type="submit" aria-disabled={!checked.ok}>
          Save
        </button>
      </p>
    </form>
  );
};
