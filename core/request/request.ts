/** The edit request: what a person may ask for, as one schema that feeds the validator, the types, the documents and the forms. */

import * as z from 'zod/mini';
import { omitUndefined } from '../omit-undefined.ts';
import {
  IMAGES_PER_EDIT,
  MAX_NEGATIVE_PROMPT_CHARACTERS,
  MAX_PROMPT_CHARACTERS,
  RESULTS_PER_EDIT,
  SEED,
} from '../service/limits.ts';
import { characterCount, isInvisible, normaliseText, textProblem } from '../text/safe-text.ts';
import { formatSize, parseSize, sizeProblem } from './size.ts';

const describe = (description: string) => z.meta({ description });

/** Adds an issue when `problemOf` answers one. */
const refuse = (problemOf: (value: string) => string | undefined) =>
  z.check<string>((ctx) => {
    const problem = problemOf(ctx.value);
    if (problem !== undefined) ctx.issues.push({ code: 'custom', message: problem, input: ctx.value });
  });

/** No canonical form is this many times shorter than what was written: longer texts are refused as they are, since composing them is slow. */
const MOST_COMPOSED = 4;

/**
 * A text of at most `max` characters (code points, as the service counts), in canonical form, without invisible controls. One that holds
 * something of which nothing can be seen is refused: where a text is required it would be empty to a person, and paid all the same.
 */
export const textField = (max: number, min = 0) =>
  z.string().check(
    z.overwrite((text) => (text.length > MOST_COMPOSED * max ? text : normaliseText(text).trim())),
    z.minLength(min),
    refuse((text) => {
      const characters = characterCount(text);
      if (characters > max) return `has ${characters} characters; at most ${max} are allowed`;
      return textProblem(text) ?? (text !== '' && isInvisible(text) ? 'must not be empty: nothing of it can be seen' : undefined);
    }),
    z.meta({ maxLength: max }),
  );

/** Fields that shape one edit; every face (metadata, preset, written request, API, command line, form) names these. */
export const parameterFields = {
  negativePrompt: z
    .optional(textField(MAX_NEGATIVE_PROMPT_CHARACTERS))
    .check(describe(`What must not appear in the picture. At most ${MAX_NEGATIVE_PROMPT_CHARACTERS} characters.`)),
  n: z
    .optional(z.int().check(z.minimum(RESULTS_PER_EDIT.min), z.maximum(RESULTS_PER_EDIT.max)))
    .check(describe('How many pictures to make, 1 to 4. Each is paid. Default 1.')),
  size: z
    .optional(
      z.string().check(
        refuse(sizeProblem),
        z.overwrite((text) => {
          const size = parseSize(text);
          return size === undefined ? text : formatSize(size);
        }),
      ),
    )
    .check(
      describe(
        'Output size as W*H: 589,824 to 1,638,400 pixels in total, aspect 1:4 to 4:1. Default: about 1280*1280 pixels with the aspect of the last input picture.',
      ),
    ),
  seed: z
    .optional(z.int().check(z.minimum(SEED.min), z.maximum(SEED.max)))
    .check(describe('The same seed gives similar pictures, 0 to 2147483647. With n above 1 the pictures use seed, seed+1, ...')),
  promptExtend: z.optional(z.boolean()).check(describe('Let the service rewrite the prompt for a better picture. Default true.')),
  watermark: z.optional(z.boolean()).check(describe('Mark the picture "AI-generated" at the bottom right. Default false.')),
} as const;

/** A prompt as a person writes it. */
export const promptField = textField(MAX_PROMPT_CHARACTERS, 1).check(
  describe(`What to do with the picture, at most ${MAX_PROMPT_CHARACTERS} characters.`),
);

/** A name of a preset: what fits in a folder name. */
export const presetNameField = z
  .string()
  .check(
    z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, at most 63'),
    describe('Name of a preset.'),
  );

/** A name of a `{placeholder}`. */
export const placeholderNameField = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and dashes, at most 32'));

/** Longest value of a placeholder, in characters. */
export const MAX_VALUE_CHARACTERS = 500;

/** Values for `{name}` placeholders in a preset's prompt. */
const valuesField = z.record(placeholderNameField, textField(MAX_VALUE_CHARACTERS));

/** Pictures of an edit, in order. */
const imagesField = z
  .array(z.string().check(z.minLength(1)))
  .check(
    z.minLength(IMAGES_PER_EDIT.min),
    z.maxLength(IMAGES_PER_EDIT.max),
    describe('One to three pictures in order ("image 1", "image 2", ...): a key, an http(s) URL, or a data URI.'),
  );

/** Everything of a request except its pictures: what may be said beside an upload. */
const instructionFields = {
  prompt: z.optional(promptField),
  preset: z.optional(presetNameField),
  values: z.optional(valuesField).check(describe('Values for the {name} placeholders of the preset.')),
  ...parameterFields,
} as const;

/** Schema of {@link InstructionFields}. */
export const instructionFieldsSchema = z.strictObject(instructionFields);
/** What a person asks for, without the pictures. */
export type InstructionFields = z.infer<typeof instructionFieldsSchema>;

/** Schema of {@link EditRequest}. */
export const editRequestSchema = z.strictObject({ ...instructionFields, images: imagesField });
/** What a person asks for: a prompt, a preset, or both, with one to three pictures. */
export type EditRequest = z.infer<typeof editRequestSchema>;

/** Parameters as they go to the service: n, prompt_extend and watermark always said, the rest only when chosen. */
export interface EditParameters {
  readonly negativePrompt?: string;
  readonly n: number;
  readonly size?: string;
  readonly seed?: number;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
}

/** Chosen parameters; a field that is undefined is not chosen. */
export type ChosenParameters = { readonly [K in keyof EditParameters]?: EditParameters[K] | undefined };

/** Chosen parameters with Darkroom's defaults filled in. n defaults to 1, not to the service's 4: each picture is paid. */
export const withDefaults = (chosen: ChosenParameters): EditParameters => ({
  ...(chosen.negativePrompt ? { negativePrompt: chosen.negativePrompt } : {}),
  n: chosen.n ?? RESULTS_PER_EDIT.min,
  ...omitUndefined({ size: chosen.size, seed: chosen.seed }),
  promptExtend: chosen.promptExtend ?? true,
  watermark: chosen.watermark ?? false,
});
