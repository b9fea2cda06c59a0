/** A document of ours (a preset, a written request, an API body): JSON text in, a checked value or a line-exact refusal out. */
import * as z from 'zod/mini';
import type { Problem } from '../errors.ts';
import { describePlace, readJson } from './json-document.ts';
import { pathText, schemaProblems } from './schema-problems.ts';

/** The value, or why the document is not acceptable. */
export type Reading<T> = { readonly value: T } | { readonly problem: Problem };

const MAX_PROBLEMS = 5;

/** Reads a document. `name` is how the refusal calls it, `code` its code, `hint` what to do besides correcting it. */
export const readDocument = <S extends z.core.$ZodType>(
  schema: S,
  text: string,
  { name, code, hint }: { readonly name: string; readonly code: string; readonly hint: string },
): Reading<z.core.output<S>> => {
  const document = readJson(text);
  if ('problem' in document) {
    return { problem: { code, hint, message: `${name} is not JSON: ${describePlace(document.place)}: ${document.problem}` } };
  }
  const parsed = z.safeParse(schema, document.value);
  if (parsed.success) return { value: parsed.data };
  const problems = schemaProblems(schema, parsed.error.issues, document.value);
  const lines = problems
    .slice(0, MAX_PROBLEMS)
    .map(({ path, text: what }) => `${describePlace(document.placeOf(path))}: ${pathText(path)} ${what}`);
  const more = problems.length > MAX_PROBLEMS ? `; and ${problems.length - MAX_PROBLEMS} more` : '';
  return { problem: { code, hint, message: `${name}: ${lines.join('; ')}${more}` } };
};
