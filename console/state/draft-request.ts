/** From the form to the request: checked by the same schema that the API checks with, and answered field by field. */
import type { PresetView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { type EditRequest, editRequestSchema } from '#core/request/request.ts';
import {
  IMAGES_PER_EDIT,
  INPUT_SIDE_PIXELS,
  MAX_NEGATIVE_PROMPT_CHARACTERS,
  MAX_PROMPT_CHARACTERS,
  RESULTS_PER_EDIT,
  SEED,
} from '#core/service/limits.ts';
import type { Draft } from './draft.ts';

/** The fields of the form that can be complained about; `values.<name>` is a placeholder of the preset. */
export type Field = 'images' | 'prompt' | 'preset' | 'n' | 'size' | 'seed' | 'negativePrompt' | `values.${string}`;

/** What is wrong, by field. */
export type FieldProblems = Readonly<Partial<Record<Field, string>>>;

/** A draft that can be sent, or why not. */
export type Checked =
  | { readonly ok: true; readonly request: EditRequest }
  | { readonly ok: false; readonly problems: FieldProblems };

/** Checks the whole form. `preset` is the chosen one, when it is known. */
export const checkDraft = (draft: Draft, preset: PresetView | undefined): Checked => {
  const request = requestOf(draft);
  const problems: Partial<Record<Field, string>> = { ...schemaProblems(request), ...formProblems(draft, preset) };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, request: editRequestSchema.parse(request) };
};

const requestOf = (draft: Draft): Record<string, unknown> => {
  const { parameters } = draft;
  // A prompt of one's own replaces the preset's, and with it whatever its placeholders were filled with.
  const filled = draft.prompt.trim() === '' ? Object.entries(draft.values) : [];
  const values = Object.fromEntries(filled.filter(([, value]) => value.trim() !== ''));
  return {
    images: draft.images.flatMap(({ status }) => (status.kind === 'ready' ? [status.reference] : [])),
    ...(draft.prompt.trim() === '' ? {} : { prompt: draft.prompt }),
    ...omitUndefined({ preset: draft.preset }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
    n: parameters.n,
    ...(parameters.size.trim() === '' ? {} : { size: parameters.size.trim() }),
    ...(parameters.seed.trim() === '' ? {} : { seed: Number(parameters.seed) }),
    ...(parameters.negativePrompt.trim() === '' ? {} : { negativePrompt: parameters.negativePrompt }),
    promptExtend: parameters.promptExtend,
    watermark: parameters.watermark,
  };
};

const schemaProblems = (request: Record<string, unknown>): Partial<Record<Field, string>> => {
  const checked = editRequestSchema.safeParse(request);
  if (checked.success) return {};
  const problems: Partial<Record<Field, string>> = {};
  for (const issue of checked.error.issues) {
    const field = fieldOfPath(issue.path);
    if (field !== undefined)
      problems[field] ??= issue.code === 'custom' ? sentence(issue.message) : EXPLANATIONS[fieldGroup(field)];
  }
  return problems;
};

const formProblems = (draft: Draft, preset: PresetView | undefined): Partial<Record<Field, string>> => ({
  ...(imagesProblem(draft) ?? (preset === undefined ? {} : imagesForPreset(draft, preset))),
  ...(draft.prompt.trim() === '' && draft.preset === undefined
    ? { prompt: 'Say what to change, or choose a preset that does.' }
    : {}),
  ...(preset === undefined || draft.prompt.trim() !== '' ? {} : missingValues(draft, preset)),
});

const missingValues = ({ values }: Draft, preset: PresetView): Partial<Record<Field, string>> =>
  Object.fromEntries(
    preset.placeholders
      .filter(({ name, default: initial }) => initial === undefined && (values[name] ?? '').trim() === '')
      .map(({ name }) => [`values.${name}`, `The preset "${preset.name}" needs this.`]),
  );

const imagesProblem = ({ images }: Draft): { readonly images: string } | undefined => {
  if (images.length === 0) return { images: 'Add at least one image.' };
  const rejected = images.findIndex(({ status }) => status.kind === 'rejected');
  if (rejected >= 0) return { images: `Image ${rejected + 1} cannot be used. Remove or replace it.` };
  const pending = images.some(({ status }) => status.kind === 'checking' || status.kind === 'uploading');
  return pending ? { images: 'An image is still on its way. One moment.' } : undefined;
};

/** A preset may bring images of its own, and may speak of more than one. */
const imagesForPreset = (draft: Draft, { name, images, minImages }: PresetView): { readonly images?: string } => {
  const count = draft.images.length + images.length;
  if (count > IMAGES_PER_EDIT.max)
    return { images: `With those of the preset "${name}" these are ${count} images; at most ${IMAGES_PER_EDIT.max} fit.` };
  if (count < minImages) return { images: `The preset "${name}" speaks of ${minImages} images: add ${minImages - count} more.` };
  return {};
};

const fieldOfPath = (path: readonly PropertyKey[]): Field | undefined => {
  const [first, second] = path;
  if (first === 'values' && typeof second === 'string') return `values.${second}`;
  return FIELDS.find((field) => field === first);
};

const FIELDS = ['images', 'prompt', 'preset', 'n', 'size', 'seed', 'negativePrompt'] as const;
type FieldGroup = (typeof FIELDS)[number] | 'values';

const fieldGroup = (field: Field): FieldGroup => FIELDS.find((known) => known === field) ?? 'values';

const count = (value: number): string => value.toLocaleString('en-US');

/** What each field takes, in one sentence: shown when the schema finds it invalid. */
const EXPLANATIONS: Readonly<Record<FieldGroup, string>> = {
  images: `One to three images, each side ${INPUT_SIDE_PIXELS.min} to ${count(INPUT_SIDE_PIXELS.max)} pixels.`,
  prompt: `At most ${count(MAX_PROMPT_CHARACTERS)} characters.`,
  preset: 'This is not a name of a preset.',
  n: `Between ${RESULTS_PER_EDIT.min} and ${RESULTS_PER_EDIT.max} images.`,
  size: 'Width*height, for example 1280*720.',
  seed: `A whole number from ${SEED.min} to ${count(SEED.max)}.`,
  negativePrompt: `At most ${MAX_NEGATIVE_PROMPT_CHARACTERS} characters.`,
  values: 'At most 500 characters.',
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
