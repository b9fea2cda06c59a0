/** Checks what a person said against the API's own schemas before anything is sent, and calls each field by its flag. */
import * as z from 'zod/mini';
import { schemaProblems } from '#core/text/schema-problems.ts';
import { UsageError } from '../command.ts';

/** The flag of a field: `negativePrompt` is `--negative-prompt`. */
export const flagOf = (path: readonly PropertyKey[], names: Readonly<Record<string, string>> = {}): string => {
  const [field = '', ...below] = path.map(String);
  const flag = names[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return below.length === 0 ? flag : `${flag} ${below.join('.')}`;
};

/** The value as the schema reads it. `names` are flags that are not called as their field. @throws UsageError */
export const checkSaid = <S extends z.core.$ZodType>(
  schema: S,
  value: unknown,
  { hint, names = {} }: { readonly hint: string; readonly names?: Readonly<Record<string, string>> },
): z.core.output<S> => {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const problems = schemaProblems(schema, parsed.error.issues, value).map(({ path, text }) => `${flagOf(path, names)} ${text}`);
  throw new UsageError(problems.join('; '), hint);
};

/** The fields that were said: without those that are undefined. */
export const given = <T extends object>(fields: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
