/** The instruction in an object's metadata (`x-amz-meta-prompt` and its neighbours). */
import * as z from 'zod/mini';
import type { Problem } from '../errors.ts';
import { schemaProblems } from '../text/schema-problems.ts';
import { nearestName } from '../text/suggest.ts';
import { type InstructionFields, instructionFieldsSchema } from './request.ts';

/** Metadata names, as written after `x-amz-meta-`, and the fields of a request that they fill. */
const FIELDS = {
  prompt: 'prompt',
  preset: 'preset',
  n: 'n',
  size: 'size',
  seed: 'seed',
  'negative-prompt': 'negativePrompt',
  'prompt-extend': 'promptExtend',
  watermark: 'watermark',
} as const;

/** Every metadata name that is read, besides `value-<name>`. */
export const METADATA_NAMES: readonly string[] = Object.keys(FIELDS);
const VALUE_PREFIX = 'value-';

/** The part of an object's metadata that is an instruction: what the id of the edit is made of, too. */
export const instructionMetadata = (metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => Object.hasOwn(FIELDS, name) || name.startsWith(VALUE_PREFIX)));

/** What the metadata (lower-case names, decoded values) asks for. Names that mean nothing here are not ours, unless they look misspelt. */
export const fieldsInMetadata = (
  metadata: Readonly<Record<string, string>>,
): { readonly fields: InstructionFields } | { readonly problem: Problem } => {
  const misspelt = Object.keys(metadata).flatMap(misspeltName);
  if (misspelt[0] !== undefined) return refused(misspelt[0]);
  const fields: Record<string, unknown> = {};
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(instructionMetadata(metadata))) {
    if (name.startsWith(VALUE_PREFIX)) values[name.slice(VALUE_PREFIX.length)] = text;
    else fields[FIELDS[name as keyof typeof FIELDS]] = typed(name, text);
  }
  const input = { ...fields, ...(Object.keys(values).length === 0 ? {} : { values }) };
  const parsed = z.safeParse(instructionFieldsSchema, input);
  if (parsed.success) return { fields: parsed.data };
  return refused(
    schemaProblems(instructionFieldsSchema, parsed.error.issues, input)
      .map(({ path, text }) => `${metadataName(path)} ${text}`)
      .join('; '),
  );
};

/** Short names are left alone: `site` is somebody else's, `promt` is not. */
const misspeltName = (name: string): readonly string[] => {
  // Stryker disable next-line MethodExpression: equivalent - no name that begins with value- is as near to one of ours
  if (METADATA_NAMES.includes(name) || name.startsWith(VALUE_PREFIX)) return [];
  const nearest = nearestName(
    name,
    METADATA_NAMES.filter((known) => known.length >= 6),
  );
  return nearest === undefined || Math.abs(nearest.length - name.length) > 1
    ? []
    : [`${name} is not known; did you mean "${nearest}"?`];
};

const typed = (name: string, text: string): unknown => {
  if (name === 'n' || name === 'seed') return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text;
  if (name !== 'prompt-extend' && name !== 'watermark') return text;
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : text;
};

const metadataName = (path: readonly PropertyKey[]): string => {
  const [field, value] = path.map(String);
  // Stryker disable next-line StringLiteral: equivalent - metadata has no values without a name
  if (field === 'values') return `${VALUE_PREFIX}${value ?? ''}`;
  // Stryker disable next-line OptionalChaining: equivalent - only what has a name in metadata is read from it
  return Object.entries(FIELDS).find(([, known]) => known === field)?.[0] ?? String(field);
};

const refused = (message: string): { readonly problem: Problem } => ({
  problem: {
    code: 'METADATA_REFUSED',
    message: `the metadata of the object: ${message}`,
    hint: `Upload it again with corrected metadata; known names: ${METADATA_NAMES.join(', ')}, value-<name>.`,
  },
});
