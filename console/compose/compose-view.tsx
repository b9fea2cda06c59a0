/** A new edit: pictures, instruction, parameters, price, go. */
import { useCallback, useRef } from 'preact/hooks';
import type { BudgetView, Controls, PresetView } from '#client/types.ts';
import { refusalOf, useClient } from '../hooks/client-context.ts';
import { useIncoming } from '../hooks/use-incoming.ts';
import { usePictures } from '../hooks/use-pictures.ts';
import { goTo } from '../hooks/use-route.ts';
import { CostLine } from '../shared/cost-line.tsx';
import { CountField, FineFields } from '../shared/parameter-fields.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { PromptField } from '../shared/prompt-field.tsx';
import type { Draft, DraftAction } from '../state/draft.ts';
import { checkDraft, type FieldProblems } from '../state/draft-request.ts';
import { fieldOfProblem } from '../state/field-of-problem.ts';
import { hrefOf } from '../state/route.ts';
import { PictureTray, tooMany } from './picture-tray.tsx';
import { PresetPicker } from './preset-picker.tsx';
import { RecentStrip } from './recent-strip.tsx';

/** What the view needs; the draft lives above it, so that looking elsewhere does not lose it. */
export interface ComposeViewProps {
  readonly draft: Draft;
  readonly dispatch: (action: DraftAction) => void;
  readonly presets: readonly PresetView[];
  readonly budget: BudgetView | undefined;
  readonly controls: Controls | undefined;
  readonly tell: (message: string) => void;
  readonly onCreated: () => void;
}

/** The form and the most recent edits. */
export const ComposeView = ({ draft, dispatch, presets, budget, controls, tell, onCreated }: ComposeViewProps) => {
  const client = useClient();
  const form = useRef<HTMLFormElement>(null);
  const actions = usePictures(draft.pictures, dispatch);
  const onFiles = useCallback(
    (files: readonly File[]) => {
      const left = actions.addFiles(files);
      if (left > 0) tell(tooMany(left));
    },
    [actions.addFiles, tell],
  );
  const hovering = useIncoming({ onFiles, onText: actions.addLink });

  const preset = presets.find(({ name }) => name === draft.preset);
  const checked = checkDraft(draft, preset);
  const refused = draft.submission.kind === 'refused' ? draft.submission : undefined;
  const refusal = refused?.problem;
  const refusedField = refusal === undefined ? undefined : fieldOfProblem(refusal.code);
  const problems = shownProblems(
    draft,
    checked.ok ? {} : checked.problems,
    refusal && refusedField && { [refusedField]: refusal.message },
  );

  const submit = async () => {
    dispatch({ type: 'attempt' });
    if (!checked.ok) {
      tell('The edit was not sent. Some fields need attention.');
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const idempotencyKey = draft.idempotencyKey ?? crypto.randomUUID();
    dispatch({ type: 'send', idempotencyKey });
    try {
      const edit = await client.edits.create(checked.request, { idempotencyKey });
      dispatch({ type: 'clear' });
      onCreated();
      goTo(hrefOf({ name: 'edit', editId: edit.id }));
    } catch (error) {
      dispatch({ type: 'refuse', ...refusalOf(error) });
    }
  };

  return (
    <>
      <h1>New edit</h1>
      <form
        class="compose"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.submission.kind !== 'sending') submit().catch(() => undefined);
        }}
      >
        <PictureTray pictures={draft.pictures} actions={actions} problem={problems.images} tell={tell} />
        <section class="instruction" aria-labelledby="instruction-title">
          <h2 id="instruction-title">Instruction</h2>
          {presets.length > 0 && <PresetPicker presets={presets} draft={draft} problems={problems} dispatch={dispatch} />}
          <PromptField
            id="prompt"
            label={draft.preset === undefined ? 'Prompt' : 'Own words instead of the preset’s'}
            placeholder={placeholderFor(draft)}
            value={draft.prompt}
            problem={problems.prompt}
            onInput={(prompt) => dispatch({ type: 'set-prompt', prompt })}
          />
          <CountField
            prefix="draft"
            parameters={draft.parameters}
            problems={problems}
            onChange={(change) => dispatch({ type: 'set-parameters', change })}
          />
          <details class="more" open={hasFineProblem(problems) || undefined}>
            <summary>Size, seed and more</summary>
            <FineFields
              prefix="draft"
              parameters={draft.parameters}
              problems={problems}
              onChange={(change) => dispatch({ type: 'set-parameters', change })}
            />
          </details>
          {refusal !== undefined && (
            <ProblemNote problem={refusal} urgent>
              {refused?.record !== undefined && <a href={hrefOf({ name: 'edit', editId: refused.record })}>Its record</a>}
            </ProblemNote>
          )}
          {controls?.paused === true && (
            <p class="notice">Submissions are paused. The edit will wait in the queue until they go on.</p>
          )}
          <div class="go">
            <CostLine n={draft.parameters.n} budget={budget} />
            <button type="submit" class="primary" aria-disabled={draft.submission.kind === 'sending'}>
              {draft.submission.kind === 'sending' ? 'Sending…' : 'Develop'}
            </button>
          </div>
        </section>
      </form>
      <RecentStrip />
      {hovering && (
        <div class="drop-veil" aria-hidden="true">
          <p>Drop to add</p>
        </div>
      )}
    </>
  );
};

/** Before a first attempt only what is wrong with what was entered; after it, also what is missing. */
const shownProblems = (draft: Draft, found: FieldProblems, refused: FieldProblems | undefined): FieldProblems => {
  if (draft.attempted) return { ...found, ...refused };
  const { size, seed, negativePrompt, n } = found;
  const prompt = draft.prompt === '' ? undefined : found.prompt;
  return Object.fromEntries(
    Object.entries({ size, seed, negativePrompt, n, prompt, ...refused }).filter(([, text]) => text !== undefined),
  );
};

const hasFineProblem = ({ size, seed, negativePrompt }: FieldProblems): boolean =>
  size !== undefined || seed !== undefined || negativePrompt !== undefined;

const placeholderFor = ({ preset, pictures }: Draft): string => {
  if (preset !== undefined) return 'Leave empty to use the preset as it is';
  if (pictures.length > 1) return 'Place the clock from image 1 next to the vase in image 2';
  return 'Change the floral dress to a vintage lace dress';
};
