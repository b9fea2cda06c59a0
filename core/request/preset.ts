/** Presets: an instruction with a name, in `presets/<name>.json`. */
import * as z from 'zod/mini';
import { type Reading, readDocument } from '../text/read-document.ts';
import { suggest } from '../text/suggest.ts';
import { placeholdersOf } from './placeholders.ts';
import { MAX_VALUE_CHARACTERS, parameterFields, placeholderNameField, promptField, textField } from './request.ts';

const describe = (description: string) => z.meta({ description });

const placeholderSchema = z.strictObject({
  description: z.optional(textField(MAX_VALUE_CHARACTERS)).check(describe('What to say here.')),
  default: z
    .optional(textField(MAX_VALUE_CHARACTERS))
    .check(describe('Used when nothing is said; without it a value is required.')),
});

const presetFields = z.strictObject({
  $schema: z.optional(z.string()).check(describe('Where editors find the schema; not read.')),
  description: z.optional(textField(MAX_VALUE_CHARACTERS)).check(describe('What the preset is for, in a sentence.')),
  prompt: promptField.check(describe('The instruction, with {name} wherever a value goes.')),
  placeholders: z
    .optional(z.record(placeholderNameField, placeholderSchema))
    .check(describe('What the {name}s in the prompt mean, and their defaults.')),
  images: z
    .optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(2)))
    .check(describe('One or two reference pictures (keys or URLs) that go with every edit of this preset.')),
  imagesPosition: z
    .optional(z.enum(['before', 'after']))
    .check(describe('Whether the reference pictures come before or after the uploaded ones. Default after.')),
  minImages: z
    .optional(z.int().check(z.minimum(1), z.maximum(3)))
    .check(describe('How many pictures the prompt speaks of, reference pictures included. Default 1.')),
  imagesPerDay: z
    .optional(z.int().check(z.minimum(0)))
    .check(describe('Images that this preset may make a day; no bound of its own when absent.')),
  ...parameterFields,
});

/** Schema of {@link Preset}. A placeholder that is explained must occur in the prompt. */
export const presetSchema = presetFields.check(
  z.check<z.infer<typeof presetFields>>(({ value, issues }) => {
    const used = placeholdersOf(value.prompt);
    for (const declared of Object.keys(value.placeholders ?? {}).filter((name) => !used.includes(name))) {
      const message = `does not occur in the prompt as {${declared}}; ${suggest(declared, used)}`;
      issues.push({ code: 'custom', path: ['placeholders', declared], message, input: value });
    }
  }),
);
/** An instruction with a name. */
export type Preset = z.infer<typeof presetSchema>;

export const MAX_PRESET_BYTES = 64 * 1024;

/** Key of a preset. */
export const presetKey = (name: string): string => `presets/${name}.json`;

/** Reads a preset's text, with line-exact refusals. `file`: how these call it. */
export const readPreset = (name: string, text: string, file: string = presetKey(name)): Reading<Preset> =>
  readDocument(presetSchema, text, {
    name: file,
    code: 'PRESET_REFUSED',
    hint: `Correct ${presetKey(name)} and upload the picture again.`,
  });
