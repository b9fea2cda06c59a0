/** Retrying an edit: what the form starts with, and which changes are sent. */
import type { EditView, RetryBody } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { DEFAULT_PARAMETERS, type DraftParameters, EMPTY_DRAFT } from './draft.ts';
import type { DraftImage } from './draft-image.ts';
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

/** What checking needs besides the form. */
export interface RetryChoice {
  /** A person agreed that an unresolved edit may be paid a second time. */
  readonly acceptDoublePayment?: boolean;
  /** Draws a seed: the API keeps the earlier one where none is sent, so another random one has to be sent. */
  readonly drawSeed: () => number;
}

/** Checks the form with the request's own schema; the images and the preset stay those of the edit. */
export const checkRetry = (
  edit: Pick<EditView, 'prompt' | 'status' | 'parameters'>,
  draft: RetryDraft,
  { acceptDoublePayment = false, drawSeed }: RetryChoice,
): CheckedRetry => {
  if (draft.prompt.trim() === '') return { ok: false, problems: { prompt: 'Say what to change.' } };
  if (edit.parameters.size !== undefined && draft.parameters.size.trim() === '') {
    return { ok: false, problems: { size: `A retry keeps a size once it was chosen: ${edit.parameters.size} or another one.` } };
  }
  const same: DraftImage = { id: 'same', name: 'same', status: { kind: 'ready', reference: 'same' } };
  const checked = checkDraft({ ...EMPTY_DRAFT, ...draft, images: [same] }, undefined);
  if (!checked.ok) return checked;
  const { prompt, n, size, seed, negativePrompt, promptExtend, watermark } = checked.request;
  const newSeed = seed ?? (edit.parameters.seed === undefined ? undefined : drawSeed());
  const avoided = negativePrompt ?? (edit.parameters.negativePrompt === undefined ? undefined : '');
  return {
    ok: true,
    changes: {
      ...(prompt === undefined || prompt === edit.prompt ? {} : { prompt }),
      n,
      promptExtend,
      watermark,
      ...omitUndefined({ size, seed: newSeed, negativePrompt: avoided }),
      ...(edit.status === 'UNRESOLVED' && acceptDoublePayment ? { acceptDoublePayment } : {}),
    },
  };
};
