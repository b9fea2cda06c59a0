/** Retrying an edit: what the form starts with, and which changes are sent. */

import type { EditView, RetryBody } from '#client/types.ts';
import { promptField } from '#core/request.ts';
import { DEFAULT_PARAMETERS, type DraftParameters, EMPTY_DRAFT } from './draft.ts';
import { checkDraft, type FieldProblems } from './draft-request.ts';

/** What the retry form holds. */
export interface RetryDraft {
  readonly prompt: string;
  readonly parameters: DraftParameters;
}

/** The changes to send, or what is wrong with them. */
export type CheckedRetry =
  | { readonly ok: true; readonly changes: RetryBody }
  | { readonly ok: false; readonly problems: FieldProblems };

/** The form filled with what the edit had. */
export const draftOfEdit = ({ prompt, parameters }: Pick<EditView, 'prompt' | 'parameters'>): RetryDraft => ({
  prompt,
  parameters: {
    n: parameters.n,
    size: parameters.size ?? DEFAULT_PARAMETERS.size,
    seed: parameters.seed === undefined ? DEFAULT_PARAMETERS.seed : String(parameters.seed),
    negativePrompt: parameters.negativePrompt ?? DEFAULT_PARAMETERS.negativePrompt,
    promptExtend: parameters.promptExtend,
    watermark: parameters.watermark,
  },
});

/**
 * Checks the form with the request's own schema; the pictures stay those of the edit. `acceptDoublePayment`: a person agreed that
 * an unresolved edit may be paid a second time.
 */
export const checkRetry = (
  edit: Pick<EditView, 'prompt' | 'status'>,
  draft: RetryDraft,
  acceptDoublePayment = false,
): CheckedRetry => {
  if (!promptField.safeParse(draft.prompt).success && draft.prompt.trim() === '') {
    return { ok: false, problems: { prompt: 'Say what to change.' } };
  }
  const checked = checkDraft(
    {
      ...EMPTY_DRAFT,
      prompt: draft.prompt,
      parameters: draft.parameters,
      pictures: [{ id: 'same', name: 'same', status: { kind: 'ready', reference: 'same' } }],
    },
    undefined,
  );
  if (!checked.ok) return checked;
  const { images: _same, preset: _noPreset, values: _noValues, prompt, ...parameters } = checked.request;
  return {
    ok: true,
    changes: {
      ...(prompt === edit.prompt || prompt === undefined ? {} : { prompt }),
      ...parameters,
      ...(edit.status === 'UNRESOLVED' && acceptDoublePayment ? { acceptDoublePayment } : {}),
    },
  };
};
