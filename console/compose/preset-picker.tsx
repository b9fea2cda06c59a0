/** Where the instruction comes from: own words, or a preset with its own fields. */
import type { PresetView } from '#client/types.ts';
import { counted } from '../format/amounts.ts';
import { Field } from '../shared/field.tsx';
import type { Draft, DraftAction } from '../state/draft.ts';
import type { FieldProblems } from '../state/draft-request.ts';
import { presetDefaults, presetTitle } from '../state/preset.ts';

/** What the picker needs. */
export interface PresetPickerProps {
  readonly presets: readonly PresetView[];
  readonly draft: Draft;
  readonly problems: FieldProblems;
  readonly dispatch: (action: DraftAction) => void;
}

/** Choices as chips, the chosen preset's description and its placeholders as fields. */
export const PresetPicker = ({ presets, draft, problems, dispatch }: PresetPickerProps) => {
  const chosen = presets.find(({ name }) => name === draft.preset);
  return (
    <fieldset class="presets">
      <legend>Start from</legend>
      <div class="chips">
        <Chip
          value=""
          title="Own words"
          checked={draft.preset === undefined}
          onChoose={() => dispatch({ type: 'choose-preset', preset: undefined })}
        />
        {presets.map((preset) => (
          <Chip
            key={preset.name}
            value={preset.name}
            title={presetTitle(preset.name)}
            checked={draft.preset === preset.name}
            onChoose={() => dispatch({ type: 'choose-preset', preset: preset.name, defaults: presetDefaults(preset) })}
          />
        ))}
      </div>
      {problems.preset !== undefined && (
        <p class="field-problem" id="preset-problem">
          {problems.preset}
        </p>
      )}
      {chosen !== undefined && <Chosen preset={chosen} draft={draft} problems={problems} dispatch={dispatch} />}
    </fieldset>
  );
};

const Chosen = ({ preset, draft, problems, dispatch }: Omit<PresetPickerProps, 'presets'> & { readonly preset: PresetView }) => {
  const ownWords = draft.prompt.trim() !== '';
  return (
    <div class="preset-chosen">
      {preset.description !== undefined && <p>{preset.description}</p>}
      <blockquote class={ownWords ? 'preset-prompt preset-replaced' : 'preset-prompt'}>{preset.prompt}</blockquote>
      {preset.images.length > 0 && (
        <p class="quiet small">
          Brings {counted(preset.images.length, 'image')} of its own, {preset.imagesPosition === 'before' ? 'before' : 'after'}{' '}
          yours.
        </p>
      )}
      {ownWords && <p class="quiet small">Your own words below replace this prompt; its images and parameters still apply.</p>}
      {!ownWords &&
        preset.placeholders.map(({ name, description, default: initial }) => (
          <Field
            key={name}
            id={`value-${name}`}
            label={presetTitle(name)}
            help={description}
            problem={problems[`values.${name}`]}
            control={(controlProps) => (
              <input
                {...controlProps}
                type="text"
                required={initial === undefined}
                placeholder={initial ?? ''}
                autocomplete="off"
                value={draft.values[name] ?? ''}
                onInput={(event) => dispatch({ type: 'set-value', name, value: event.currentTarget.value })}
              />
            )}
          />
        ))}
    </div>
  );
};

const Chip = (props: {
  readonly value: string;
  readonly title: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}) => (
  <label class="chip">
    <input type="radio" name="preset" value={props.value} checked={props.checked} onChange={props.onChoose} />
    <span>{props.title}</span>
  </label>
);
