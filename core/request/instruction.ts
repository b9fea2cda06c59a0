/**
 * From the fields of a request to the instruction that is carried out. Precedence, field by field: what came with this picture
 * (metadata, the written request, the call), then the preset, then Darkroom's defaults. Which preset: the one named with this picture, else the folder's.
 * A prompt that came with the picture replaces the preset's prompt; the preset's parameters and reference pictures still apply.
 */

import type { Problem } from '../errors.ts';
import { omitUndefined } from '../omit-undefined.ts';
import { IMAGES_PER_EDIT, MAX_PROMPT_CHARACTERS } from '../service/limits.ts';
import { suggest } from '../text/suggest.ts';
import type { ImageReference } from './image-reference.ts';
import { fillPlaceholders, placeholdersOf } from './placeholders.ts';
import type { Preset } from './preset.ts';
import { type ChosenParameters, type EditParameters, type InstructionFields, promptField, withDefaults } from './request.ts';

/** A preset, its name, and its reference images. */
export interface NamedPreset {
  readonly name: string;
  readonly preset: Preset;
  readonly images: readonly ImageReference[];
}

/** What is to be done. */
export interface Instruction {
  readonly prompt: string;
  readonly preset?: string;
  readonly parameters: EditParameters;
  readonly images: readonly ImageReference[];
  readonly imagesPerDayOfPreset?: number;
}

/** The instruction, or why there is none. */
export type Resolution = { readonly instruction: Instruction } | { readonly problem: Problem };

/** The name of the preset that applies; undefined when none is named anywhere. */
export const effectivePreset = (fields: InstructionFields, folder: string | undefined): string | undefined =>
  fields.preset ?? folder;

/** Combines the fields of a request with the effective preset. `images` came with the request, at least one. */
export const resolveInstruction = (
  fields: InstructionFields,
  images: readonly ImageReference[],
  effective: NamedPreset | undefined,
): Resolution => {
  const all = withReferences(images, effective);
  if (all.length > IMAGES_PER_EDIT.max) return { problem: tooManyImages(all.length, images.length, effective?.name) };
  const least = effective?.preset.minImages ?? IMAGES_PER_EDIT.min;
  if (all.length < least) return { problem: tooFewImages(all.length, least, effective?.name) };
  const prompt = resolvePrompt(fields, effective);
  if ('problem' in prompt) return prompt;
  const imagesPerDay = effective?.preset.imagesPerDay;
  return {
    instruction: {
      ...prompt,
      ...omitUndefined({ preset: effective?.name }),
      parameters: withDefaults({ ...chosen(effective?.preset ?? {}), ...chosen(fields) }),
      images: all,
      ...omitUndefined({ imagesPerDayOfPreset: imagesPerDay }),
    },
  };
};

const withReferences = (images: readonly ImageReference[], effective: NamedPreset | undefined): readonly ImageReference[] => {
  const references = effective?.images ?? [];
  return effective?.preset.imagesPosition === 'before' ? [...references, ...images] : [...images, ...references];
};

const chosen = ({ negativePrompt, n, size, seed, promptExtend, watermark }: ChosenParameters): ChosenParameters =>
  Object.fromEntries(
    Object.entries({ negativePrompt, n, size, seed, promptExtend, watermark }).filter(([, value]) => value !== undefined),
  );

const resolvePrompt = (
  fields: InstructionFields,
  effective: NamedPreset | undefined,
): { readonly prompt: string } | { readonly problem: Problem } => {
  const valueNames = Object.keys(fields.values ?? {});
  if (fields.prompt !== undefined || effective === undefined) {
    if (valueNames[0] !== undefined) return { problem: valuesWithoutUse(valueNames[0], fields.prompt !== undefined) };
    return fields.prompt === undefined ? { problem: INSTRUCTION_MISSING } : { prompt: fields.prompt };
  }
  const { name, preset } = effective;
  const names = placeholdersOf(preset.prompt);
  const unknown = valueNames.find((value) => !names.includes(value));
  if (unknown !== undefined) return { problem: unknownValue(unknown, name, names) };
  const defaults = Object.entries(preset.placeholders ?? {}).flatMap(([key, { default: text }]) =>
    text === undefined ? [] : [[key, text] as const],
  );
  const values = { ...Object.fromEntries(defaults), ...fields.values };
  const [missing, ...more] = names.filter((placeholder) => !Object.hasOwn(values, placeholder));
  if (missing !== undefined) return { problem: missingValues([missing, ...more], name) };
  return checkFilled(fillPlaceholders(preset.prompt, values), name);
};

const checkFilled = (text: string, name: string): { readonly prompt: string } | { readonly problem: Problem } => {
  const parsed = promptField.safeParse(text);
  if (parsed.success) return { prompt: parsed.data };
  // Stryker disable next-line OptionalChaining,StringLiteral: equivalent - a refusal has an issue; the type does not know it
  const why = parsed.error.issues[0]?.message ?? 'is not acceptable';
  return {
    problem: {
      code: 'PROMPT_REFUSED',
      message: `the prompt of preset "${name}" with its values filled in ${why}`,
      hint: `Use shorter values; a prompt has at most ${MAX_PROMPT_CHARACTERS} characters.`,
    },
  };
};

/** Nothing says what to do with the picture. */
export const INSTRUCTION_MISSING: Problem = {
  code: 'INSTRUCTION_MISSING',
  message: 'nothing says what to do with the picture: it has neither a prompt nor a preset',
  hint: 'Upload it into uploads/<preset>/, or with the metadata x-amz-meta-prompt, or name it in a requests/<name>.json with a prompt.',
};

const tooManyImages = (count: number, own: number, preset: string | undefined): Problem => ({
  code: 'TOO_MANY_IMAGES',
  message: `${own} pictures and the ${count - own} of preset "${preset ?? ''}" make ${count}; an edit takes at most ${IMAGES_PER_EDIT.max}`,
  hint: 'Name fewer pictures, or use a preset without reference pictures.',
});

const tooFewImages = (count: number, least: number, preset: string | undefined): Problem => ({
  code: 'TOO_FEW_IMAGES',
  message: `preset "${preset ?? ''}" speaks of ${least} pictures; there ${count === 1 ? 'is' : 'are'} ${count}`,
  hint: 'Name all of them in order in a requests/<name>.json, or with POST /edits.',
});

const valuesWithoutUse = (name: string, hasPrompt: boolean): Problem => ({
  code: 'VALUE_WITHOUT_USE',
  message: `the value "${name}" has no place: ${hasPrompt ? "the prompt said here replaces the preset's" : 'there is no preset'}`,
  hint: hasPrompt ? 'Leave out the prompt or the values.' : 'Name a preset, or leave out the values.',
});

const unknownValue = (name: string, preset: string, known: readonly string[]): Problem => ({
  code: 'VALUE_UNKNOWN',
  message: `preset "${preset}" has no placeholder {${name}}; ${suggest(name, known)}`,
  hint: 'Correct the name of the value, or leave it out.',
});

const missingValues = (missing: readonly [string, ...string[]], preset: string): Problem => ({
  code: 'VALUE_MISSING',
  message: `preset "${preset}" needs a value for ${missing.map((name) => `{${name}}`).join(', ')}`,
  hint: `Say it as metadata x-amz-meta-value-${missing[0]}, or in "values" of a request.`,
});
