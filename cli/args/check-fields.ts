/** Checks options against the API's own schemas before anything is sent, and calls each field by its flag. */
import * as z from 'zod/mini';
import { schemaProblems } from '#core/text/schema-problems.ts';
import { UsageError } from '../command.ts';

/** The flag of a field: `negativePrompt` is `--negative-prompt`. `names` are flags that are not called as their field. */
export const flagOf = (path: readonly PropertyKey[], names: Readonly<Record<string, string>> = {}): string => {
  const [field = '', ...below] = path.map(String);
  const flag = names[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return below.length === 0 ? flag : `${flag} ${below.join('.')}`;
};

/** The fields as the schema reads them. @throws UsageError naming the flags */
export const checkFields = <S extends z.core.$ZodType>(
  schema: S,
  fields: unknown,
  names: Readonly<Record<string, string>> = {},
): z.core.output<S> => {
  const parsed = z.safeParse(schema, fields);
  if (parsed.success) return parsed.data;
  const problems = schemaProblems(schema, parsed.error.issues, fields).map(({ path, text }) => `${flagOf(path, names)} ${text}`);
  throw new UsageError(problems.join('; '));
};
