/** The parameters of an edit, each with its limits explained. */
import { MAX_NEGATIVE_PROMPT_CHARACTERS, RESULTS_PER_EDIT, SEED } from '#core/service/limits.ts';
import { costOf } from '#core/service/price.ts';
import { dollars } from '../format/amounts.ts';
import type { DraftParameters } from '../state/draft.ts';
import type { FieldProblems } from '../state/draft-request.ts';
import { drawSeed } from './draw-seed.ts';
import { Field, FieldProblem } from './field.tsx';
import { Icon } from './icon.tsx';
import { SizeField } from './size-field.tsx';

/** What the fields need. `prefix` keeps ids apart when two forms are on one page. */
export interface ParameterFieldsProps {
  readonly prefix: string;
  readonly parameters: DraftParameters;
  readonly problems: FieldProblems;
  readonly onChange: (change: Partial<DraftParameters>) => void;
}

const COUNTS = Array.from({ length: RESULTS_PER_EDIT.max }, (_, index) => index + RESULTS_PER_EDIT.min);

/** How many images to make, with what each choice costs. */
export const CountField = ({ prefix, parameters, problems, onChange }: ParameterFieldsProps) => (
  <fieldset class="count">
    <legend>How many results</legend>
    <div class="segments">
      {COUNTS.map((n) => (
        <label class="segment" key={n}>
          <input type="radio" name={`${prefix}-n`} value={n} checked={parameters.n === n} onChange={() => onChange({ n })} />
          <span>
            {n} <small>{dollars(costOf(n))}</small>
          </span>
        </label>
      ))}
    </div>
    <FieldProblem id={`${prefix}-n`} problem={problems.n} />
  </fieldset>
);

/** The parameters that most edits leave alone. */
export const AdvancedFields = ({ prefix, parameters, problems, onChange }: ParameterFieldsProps) => (
  <div class="advanced">
    <SizeField prefix={prefix} size={parameters.size} problem={problems.size} onChange={(size) => onChange({ size })} />
    <Field
      id={`${prefix}-seed`}
      label="Seed"
      aside="optional"
      problem={problems.seed}
      help={`The same seed gives similar images. 0 to ${SEED.max.toLocaleString('en-US')}.`}
      control={(controlProps) => (
        <span class="with-button">
          <input
            {...controlProps}
            type="text"
            inputMode="numeric"
            placeholder="random"
            autocomplete="off"
            value={parameters.seed}
            onInput={(event) => onChange({ seed: event.currentTarget.value })}
          />
          <button
            type="button"
            class="icon-button"
            aria-label="Draw a seed"
            onClick={() => onChange({ seed: String(drawSeed()) })}
          >
            <Icon name="dice" />
          </button>
        </span>
      )}
    />
    <Field
      id={`${prefix}-negative`}
      label="Avoid"
      aside={`${parameters.negativePrompt.length} / ${MAX_NEGATIVE_PROMPT_CHARACTERS}`}
      problem={problems.negativePrompt}
      help="What must not appear, for example: blurry, extra fingers."
      control={(controlProps) => (
        <textarea
          {...controlProps}
          rows={2}
          value={parameters.negativePrompt}
          onInput={(event) => onChange({ negativePrompt: event.currentTarget.value })}
        />
      )}
    />
    <Toggle
      id={`${prefix}-extend`}
      label="Let the model rewrite the prompt"
      help="Usually a better image; the prompt it really used is shown with the result."
      checked={parameters.promptExtend}
      onChange={(promptExtend) => onChange({ promptExtend })}
    />
    <Toggle
      id={`${prefix}-watermark`}
      label="Mark as AI-generated"
      help="A small “AI-generated” at the bottom right."
      checked={parameters.watermark}
      onChange={(watermark) => onChange({ watermark })}
    />
  </div>
);

const Toggle = (props: {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) => (
  <div class="toggle">
    <input
      id={props.id}
      type="checkbox"
      checked={props.checked}
      aria-describedby={`${props.id}-help`}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
    <label for={props.id}>{props.label}</label>
    <p class="field-help" id={`${props.id}-help`}>
      {props.help}
    </p>
  </div>
);
