/** The edit that is being written: one state, changed only by these actions. */
import type { Problem } from '#core/errors.ts';
import { IMAGES_PER_EDIT, RESULTS_PER_EDIT } from '#core/service/limits.ts';
import { type DraftImage, moveImage } from './draft-image.ts';

/** The parameters as the form holds them: text where a person types, so that nothing typed is lost before it is valid. */
export interface DraftParameters {
  readonly n: number;
  readonly size: string;
  readonly seed: string;
  readonly negativePrompt: string;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
}

/** Where submitting is. `record`: the id under which the API keeps the rejected edit. */
export type Submission =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'rejected'; readonly problem: Problem; readonly record?: string | undefined };

/** The whole form. `attempted`: a person has tried to submit, so empty fields may be complained about. */
export interface Draft {
  readonly images: readonly DraftImage[];
  readonly preset: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly parameters: DraftParameters;
  readonly chosen: readonly (keyof DraftParameters)[];
  readonly attempted: boolean;
  readonly submission: Submission;
  /**
   * Names this content to the API: the same while nothing changes, so that sending again after a lost reply finds the same
   * edit and pays once. Undefined: not sent yet, or answered with a definite no, after which a new try is another edit.
   */
  readonly idempotencyKey: string | undefined;
}

/** What can happen to a draft. */
export type DraftAction =
  | { readonly type: 'add-images'; readonly images: readonly DraftImage[] }
  | { readonly type: 'update-image'; readonly id: string; readonly change: Partial<Omit<DraftImage, 'id'>> }
  | { readonly type: 'remove-image'; readonly id: string }
  | { readonly type: 'move-image'; readonly id: string; readonly to: number }
  | { readonly type: 'choose-preset'; readonly preset: string | undefined; readonly defaults?: Partial<DraftParameters> }
  | { readonly type: 'set-value'; readonly name: string; readonly value: string }
  | { readonly type: 'set-prompt'; readonly prompt: string }
  | { readonly type: 'set-parameters'; readonly change: Partial<DraftParameters> }
  | { readonly type: 'attempt' }
  | { readonly type: 'send'; readonly idempotencyKey: string }
  | { readonly type: 'reject'; readonly problem: Problem; readonly definite: boolean; readonly record?: string | undefined }
  | { readonly type: 'clear' };

/** Parameters before anybody changed one: Darkroom's own defaults. */
export const DEFAULT_PARAMETERS: DraftParameters = {
  n: RESULTS_PER_EDIT.min,
  size: '',
  seed: '',
  negativePrompt: '',
  promptExtend: true,
  watermark: false,
};

/** An empty form. */
export const EMPTY_DRAFT: Draft = {
  images: [],
  preset: undefined,
  values: {},
  prompt: '',
  parameters: DEFAULT_PARAMETERS,
  chosen: [],
  attempted: false,
  submission: { kind: 'idle' },
  idempotencyKey: undefined,
};

/** The draft after an action. */
export const reduceDraft = (draft: Draft, action: DraftAction): Draft => {
  switch (action.type) {
    case 'add-images':
      return changed(draft, { images: [...draft.images, ...action.images].slice(0, IMAGES_PER_EDIT.max) });
    case 'update-image':
      return changed(draft, {
        images: draft.images.map((image) => (image.id === action.id ? { ...image, ...action.change } : image)),
      });
    case 'remove-image':
      return changed(draft, { images: draft.images.filter((image) => image.id !== action.id) });
    case 'move-image':
      return changed(draft, { images: moveImage(draft.images, action.id, action.to) });
    case 'choose-preset':
      return choosePreset(draft, action.preset, action.defaults ?? {});
    case 'set-value':
      return changed(draft, { values: { ...draft.values, [action.name]: action.value } });
    case 'set-prompt':
      return changed(draft, { prompt: action.prompt });
    case 'set-parameters':
      return changed(draft, {
        parameters: { ...draft.parameters, ...action.change },
        chosen: [...new Set([...draft.chosen, ...(Object.keys(action.change) as (keyof DraftParameters)[])])],
      });
    case 'attempt':
      return { ...draft, attempted: true };
    case 'send':
      return { ...draft, attempted: true, submission: { kind: 'sending' }, idempotencyKey: action.idempotencyKey };
    case 'reject':
      return {
        ...draft,
        submission: { kind: 'rejected', problem: action.problem, record: action.record },
        idempotencyKey: action.definite ? undefined : draft.idempotencyKey,
      };
    case 'clear':
      return EMPTY_DRAFT;
  }
};

/** Any change of content makes it another request: a problem of the old one no longer applies, and neither does its key. */
const changed = (draft: Draft, change: Partial<Draft>): Draft => ({
  ...draft,
  ...change,
  submission: { kind: 'idle' },
  idempotencyKey: undefined,
});

/** A preset's own parameters show in the form, but never replace what the person chose. */
const choosePreset = (draft: Draft, preset: string | undefined, defaults: Partial<DraftParameters>): Draft => {
  const kept = Object.fromEntries(draft.chosen.map((name) => [name, draft.parameters[name]]));
  return changed(draft, { preset, values: {}, parameters: { ...DEFAULT_PARAMETERS, ...defaults, ...kept } });
};
