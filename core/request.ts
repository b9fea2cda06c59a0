/** The edit request: what a person may ask for, as one schema that feeds the validator, the types, the documents and the forms. */
import * as z from 'zod/mini';
import { IMAGES_PER_EDIT, MAX_NEGATIVE_PROMPT_CHARACTERS, MAX_PROMPT_CHARACTERS, RESULTS_PER_EDIT, SEED } from './limits.ts';
import { sizeProblem } from './size.ts';

const describe = (description: string) => z.meta({ description });

/** Fields that shape one edit; every face (metadata, preset, written request, API, command line, form) names these. */
export const parameterFields = {
  negativePrompt: z
    .optional(z.string().check(z.maxLength(MAX_NEGATIVE_PROMPT_CHARACTERS)))
    .check(describe(`What must not appear in the picture. At most ${MAX_NEGATIVE_PROMPT_CHARACTERS} characters.`)),
  n: z
    .optional(z.int().check(z.minimum(RESULTS_PER_EDIT.min), z.maximum(RESULTS_PER_EDIT.max)))
    .check(describe('How many pictures to make, 1 to 4. Each is paid. Default 1.')),
  size: z
    .optional(
      z.string().check((ctx) => {
        const problem = sizeProblem(ctx.value);
        if (problem !== undefined) ctx.issues.push({ code: 'custom', message: problem, input: ctx.value });
      }),
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
export const promptField = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(MAX_PROMPT_CHARACTERS),
    describe(`What to do with the picture, at most ${MAX_PROMPT_CHARACTERS} characters.`),
  );

/** A name of a preset: what fits in a folder name. */
export const presetNameField = z
  .string()
  .check(
    z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, at most 63'),
    describe('Name of a preset.'),
  );

/** Values for `{name}` placeholders in a preset's prompt. */
export const valuesField = z.record(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)), z.string().check(z.maxLength(500)));

/** Schema of {@link EditRequest}. */
export const editRequestSchema = z.strictObject({
  prompt: z.optional(promptField),
  preset: z.optional(presetNameField),
  values: z.optional(valuesField).check(describe('Values for the {name} placeholders of the preset.')),
  images: z
    .array(z.string().check(z.minLength(1)))
    .check(
      z.minLength(IMAGES_PER_EDIT.min),
      z.maxLength(IMAGES_PER_EDIT.max),
      describe('One to three pictures in order ("image 1", "image 2", ...): a key, an http(s) URL, or a data URI.'),
    ),
  ...parameterFields,
});
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

/** Chosen parameters with Darkroom's defaults filled in. n defaults to 1, not to the service's 4: each picture is paid. */
export const withDefaults = (
  chosen: Partial<{ [K in keyof EditParameters]: EditParameters[K] | undefined }>,
): EditParameters => ({
  ...(chosen.negativePrompt ? { negativePrompt: chosen.negativePrompt } : {}),
  n: chosen.n ?? RESULTS_PER_EDIT.min,
  ...(chosen.size === undefined ? {} : { size: chosen.size }),
  ...(chosen.seed === undefined ? {} : { seed: chosen.seed }),
  promptExtend: chosen.promptExtend ?? true,
  watermark: chosen.watermark ?? false,
});
