/** Says in words what a schema found wrong: the field, what it should be, and the nearest known name for an unknown one. */
import type * as z from 'zod/mini';
import { suggest } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** One thing that is wrong: where, and what. */
export interface SchemaProblem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/** Every issue of a failed parse of `input`, in order of appearance. */
export const schemaProblems = (schema: z.core.$ZodType, issues: readonly Issue[], input: unknown): readonly SchemaProblem[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key],
          text: `is not known; ${suggest(key, knownNames(schema, issue.path))}`,
        }))
      : [{ path: issue.path, text: valueAt(input, issue.path) === undefined ? 'is missing' : issueText(issue) }],
  );

/** A path as people write it: `images[1]`, `values.material`; "the document" for the whole. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the document'
    : path.reduce<string>(
        (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${String(step)}`),
        '',
      );

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined),
    input,
  );

const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '');

const issueText = (issue: Issue): string => {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'must not be empty'
        : `must be at least ${issue.minimum}${unit(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_key':
      return `has a name that is not allowed: ${issue.issues[0]?.message ?? 'it is not of the right form'}`;
    case 'invalid_format':
      return issue.message === 'Invalid input' ? 'is not of the right form' : `must be ${issue.message}`;
    default:
      return 'is not of the right form';
  }
};

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'an object in braces',
  record: 'an object in braces',
};
const article = (expected: string): string => ARTICLES[expected] ?? expected;

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}
const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

/** Names that the object at a path of the schema knows. */
const knownNames = (schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] => {
  const definition = definitionOf(schema);
  if (definition.innerType !== undefined) return knownNames(definition.innerType, path);
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(definition.shape ?? {});
  const inner = definition.shape?.[String(step)] ?? definition.element ?? definition.valueType;
  return inner === undefined ? [] : knownNames(inner, rest);
};
