/** A new edit: images, instruction, parameters, price, start. */
import { useCallback, useRef } from 'preact/hooks';
import type { BudgetView, Controls, PresetView } from '#client/types.ts';
import { callFailure, useClient } from '../hooks/client-context.ts';
import { useDraftImages } from '../hooks/use-draft-images.ts';
import { useIncoming } from '../hooks/use-incoming.ts';
import { goTo } from '../hooks/use-route.ts';
import { CostLine } from '../shared/cost-line.tsx';
import { Form } from '../shared/form.tsx';
import { AdvancedFields, CountField } from '../shared/parameter-fields.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { PromptField } from '../shared/prompt-field.tsx';
import type { Draft, DraftAction } from '../state/draft.ts';
import { checkDraft, type FieldProblems } from '../state/draft-request.ts';
import { fieldOfProblem } from '../state/field-of-problem.ts';
import { hrefOf } from '../state/route.ts';
import { ImageInputs, tooMany } from './image-inputs.tsx';
import { PresetPicker } from './preset-picker.tsx';
import { RecentStrip } from './recent-strip.tsx';

/** What the view needs; the draft is kept above it, so that it survives a visit to another view. */
export interface ComposeViewProps {
  readonly draft: Draft;
  readonly dispatch: (action: DraftAction) => void;
  readonly presets: readonly PresetView[];
  readonly budget: BudgetView | undefined;
  readonly controls: Controls | undefined;
  readonly announce: (message: string) => void;
  readonly onCreated: () => void;
}

/** The form and the most recent edits. */
export const ComposeView = ({ draft, dispatch, presets, budget, controls, announce, onCreated }: ComposeViewProps) => {
  const client = useClient();
  const form = useRef<HTMLFormElement>(null);
  const actions = useDraftImages(draft.images, dispatch);
  const onFiles = useCallback(
    (files: readonly File[]) => {
      const left = actions.addFiles(files);
      if (left > 0) announce(tooMany(left));
    },
    [actions.addFiles, announce],
  );
  const hovering = useIncoming({ onFiles, onText: actions.addLink });

  const preset = presets.find(({ name }) => name === draft.preset);
  const checked = checkDraft(draft, preset);
  const rejected = draft.submission.kind === 'rejected' ? draft.submission : undefined;
  const problem = rejected?.problem;
  const rejectedField = problem === undefined ? undefined : fieldOfProblem(problem.code);
  const problems = shownProblems(
    draft,
    checked.ok ? {} : checked.problems,
    problem && rejectedField && { [rejectedField]: problem.message },
  );

  const submit = async () => {
    dispatch({ type: 'attempt' });
    if (!checked.ok) {
      announce('The edit was not sent. Some fields need attention.');
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
      dispatch({ type: 'reject', ...callFailure(error) });
    }
  };

  return (
    <>
      <h1>New edit</h1>
      <Form
        class="compose"
        formRef={form}
        onSubmit={() => {
          if (draft.submission.kind !== 'sending') submit().catch(() => undefined);
        }}
      >
        <ImageInputs images={draft.images} actions={actions} problem={problems.images} announce={announce} />
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
          <details class="more" open={hasAdvancedProblem(problems) || undefined}>
            <summary>Size, seed and more</summary>
            <AdvancedFields
              prefix="draft"
              parameters={draft.parameters}
              problems={problems}
              onChange={(change) => dispatch({ type: 'set-parameters', change })}
            />
          </details>
          {problem !== undefined && (
            <ProblemNote problem={problem} urgent>
              {rejected?.record !== undefined && <a href={hrefOf({ name: 'edit', editId: rejected.record })}>Its record</a>}
            </ProblemNote>
          )}
          {controls?.paused === true && (
            <p class="notice">Submissions are paused. The edit will wait in the queue until they go on.</p>
          )}
          <div class="submit-row">
            <CostLine n={draft.parameters.n} budget={budget} />
            <button type="submit" class="primary" aria-disabled={draft.submission.kind === 'sending'}>
              {draft.submission.kind === 'sending' ? 'Sending…' : 'Start edit'}
            </button>
          </div>
        </section>
      </Form>
      <RecentStrip />
      {hovering && (
        <div class="drop-overlay" aria-hidden="true">
          <p>Drop to add</p>
        </div>
      )}
    </>
  );
};

/** Before a first attempt only what is wrong with what was entered; after it, also what is missing. */
const shownProblems = (draft: Draft, found: FieldProblems, rejected: FieldProblems | undefined): FieldProblems => {
  if (draft.attempted) return { ...found, ...rejected };
  const { size, seed, negativePrompt, n } = found;
  const prompt = draft.prompt === '' ? undefined : found.prompt;
  return Object.fromEntries(
    Object.entries({ size, seed, negativePrompt, n, prompt, ...rejected }).filter(([, text]) => text !== undefined),
  );
};

const hasAdvancedProblem = ({ size, seed, negativePrompt }: FieldProblems): boolean =>
  size !== undefined || seed !== undefined || negativePrompt !== undefined;

const placeholderFor = ({ preset, images }: Draft): string => {
  if (preset !== undefined) return 'Leave empty to use the preset as it is';
  if (images.length > 1) return 'Place the clock from image 1 next to the vase in image 2';
  return 'Change the floral dress to a vintage lace dress';
};
