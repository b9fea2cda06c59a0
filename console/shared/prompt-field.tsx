/** The prompt, with a counter against its limit. */
import { MAX_PROMPT_CHARACTERS } from '#core/service/limits.ts';
import { Field } from './field.tsx';

/** A text area that grows with its text (by CSS) and counts. */
export const PromptField = (props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly problem: string | undefined;
  readonly onInput: (prompt: string) => void;
}) => (
  <Field
    id={props.id}
    label={props.label}
    problem={props.problem}
    aside={
      <span class={props.value.length > MAX_PROMPT_CHARACTERS ? 'over' : undefined}>
        {props.value.length.toLocaleString('en-US')} / {MAX_PROMPT_CHARACTERS.toLocaleString('en-US')}
      </span>
    }
    control={(controlProps) => (
      <textarea
        {...controlProps}
        class="prompt"
        rows={4}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    )}
  />
);
