/** Trying again, with another prompt or other parameters: a new edit from the same images. */
import { useState } from 'preact/hooks';
import type { BudgetView, EditView } from '#client/types.ts';
import { callFailure, useClient } from '../hooks/client-context.ts';
import { useAction } from '../hooks/use-action.ts';
import { CostLine } from '../shared/cost-line.tsx';
import { drawSeed } from '../shared/draw-seed.ts';
import { Form } from '../shared/form.tsx';
import { AdvancedFields, CountField } from '../shared/parameter-fields.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { PromptField } from '../shared/prompt-field.tsx';
import type { DraftParameters } from '../state/draft.ts';
import { checkRetry, draftOfEdit } from '../state/retry.ts';

/** What the form needs. */
export interface RetryFormProps {
  readonly edit: EditView;
  readonly budget: BudgetView | undefined;
  readonly onRetried: (edit: EditView) => void;
}

/** The form, filled with what the edit had. */
export const RetryForm = ({ edit, budget, onRetried }: RetryFormProps) => {
  const client = useClient();
  const [draft, setDraft] = useState(() => draftOfEdit(edit));
  const [accepted, setAccepted] = useState(false);
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const checked = checkRetry(edit, draft, { acceptDoublePayment: accepted, drawSeed });
  const problems = checked.ok ? {} : checked.problems;

  const retry = useAction(async () => {
    if (!checked.ok) return;
    try {
      onRetried(await client.edits.retry(edit.id, checked.changes, { idempotencyKey }));
    } catch (error) {
      if (callFailure(error).definite) setIdempotencyKey(crypto.randomUUID());
      throw error;
    }
  });
  const change = (next: { readonly prompt?: string; readonly parameters?: Partial<DraftParameters> }) => {
    setDraft({ prompt: next.prompt ?? draft.prompt, parameters: { ...draft.parameters, ...next.parameters } });
    retry.clear();
    setIdempotencyKey(crypto.randomUUID());
  };
  return (
    <Form class="retry" onSubmit={retry.run}>
      <PromptField
        id="retry-prompt"
        label="Prompt"
        placeholder="What to change"
        value={draft.prompt}
        problem={problems.prompt}
        onInput={(prompt) => change({ prompt })}
      />
      <CountField
        prefix="retry"
        parameters={draft.parameters}
        problems={problems}
        onChange={(parameters) => change({ parameters })}
      />
      <details class="more">
        <summary>Size, seed and more</summary>
        <AdvancedFields
          prefix="retry"
          parameters={draft.parameters}
          problems={problems}
          onChange={(parameters) => change({ parameters })}
        />
      </details>
      {edit.status === 'UNRESOLVED' && (
        <div class="toggle">
          <input
            id="retry-accept"
            type="checkbox"
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
          <label for="retry-accept">Make it again although it may have been charged already</label>
        </div>
      )}
      {retry.problem !== undefined && <ProblemNote problem={retry.problem} urgent />}
      <div class="submit-row">
        <CostLine n={draft.parameters.n} budget={budget} />
        <button type="submit" class="primary" aria-disabled={retry.running || !checked.ok}>
          {retry.running ? 'Sending…' : 'Start again'}
        </button>
      </div>
    </Form>
  );
};
