/** Where the instruction comes from: own words, or a preset with its own fields. */
import type { PresetView } from '#client/types.ts';
import type { Draft, DraftAction } from '../state/draft.ts';
import type { FieldProblems } from '../state/draft-request.ts';
import { presetDefaults, presetTitle } from '../state/preset.ts';
import { Field } from './field.tsx';

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
        <Chip value="" title="Own words" checked={draft.preset === undefined} onChoose={() => dispatch({ type: 'choose-preset', preset: undefined })} />
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
      {chosen !== undefined && (
        <div class="preset-chosen">
          {chosen.description !== undefined && <p>{chosen.description}</p>}
          <blockquote class="preset-prompt">{chosen.prompt}</blockquote>
          {chosen.placeholders.map((name) => (
            <Field
              key={name}
              id={`value-${name}`}
              label={presetTitle(name)}
              problem={problems[`values.${name}`]}
              control={(wiring) => (
                <input
                  {...wiring}
                  type="text"
                  maxLength={500}
                  required
                  autocomplete="off"
                  value={draft.values[name] ?? ''}
                  onInput={(event) => dispatch({ type: 'set-value', name, value: event.currentTarget.value })}
                />
              )}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
};

const Chip = (props: { readonly value: string; readonly title: string; readonly checked: boolean; readonly onChoose: () => void }) => (
  <label class="chip">
    <input type="radio" name="preset" value={props.value} checked={props.checked} onChange={props.onChoose} />
    <span>{props.title}</span>
  </label>
);
