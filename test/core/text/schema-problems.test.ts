import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { pathText, schemaProblems } from '#core/text/schema-problems.ts';

const problemsOf = (schema: z.core.$ZodType, input: unknown) => {
  const parsed = z.safeParse(schema, input);
  return schemaProblems(schema, parsed.error?.issues ?? [], input);
};

/** An issue of our own making, as a check of a schema may add it. */
const issue = (path: readonly PropertyKey[], rest: object = { code: 'custom', message: 'is odd' }) =>
  ({ path, input: undefined, message: '', ...rest }) as z.core.$ZodIssue;

describe('a path in a document', () => {
  it('is written as people write it', () => {
    expect([[], ['a'], ['images', 1], ['values', 'material'], [0, 'x']].map(pathText)).toEqual([
      'the document',
      'a',
      'images[1]',
      'values.material',
      '[0].x',
    ]);
  });
});

describe('the problems of a document', () => {
  it('come in order, each with its path', () => {
    const schema = z.strictObject({ a: z.number(), b: z.array(z.string()) });
    expect(problemsOf(schema, { b: ['x', 2], colour: 1 })).toEqual([
      { path: ['a'], text: 'is missing' },
      { path: ['b', 1], text: 'must be a text in quotes' },
      { path: ['colour'], text: 'is not known; known: a, b' },
    ]);
  });

  it('tell the least length of a text, unless it only must not be empty', () => {
    const schema = z.object({ one: z.string().check(z.minLength(1)), three: z.string().check(z.minLength(3)) });
    expect(problemsOf(schema, { one: '', three: '' }).map(({ text }) => text)).toEqual([
      'must not be empty',
      'must be at least 3 characters',
    ]);
  });

  it('tell the least number without a unit', () => {
    expect(problemsOf(z.object({ n: z.number().check(z.minimum(1)) }), { n: 0 })).toEqual([
      { path: ['n'], text: 'must be at least 1' },
    ]);
  });

  it.each([[{}], [{ a: null }], [{ a: 'text' }], [null], [undefined], ['text']])(
    'say that a value is missing where nothing can hold it: %j',
    (input) => {
      expect(schemaProblems(z.object({}), [issue(['a', 'length'])], input)).toEqual([
        { path: ['a', 'length'], text: 'is missing' },
      ]);
    },
  );

  it('quote a check of our own about a value that is there', () => {
    expect(schemaProblems(z.object({}), [issue(['a', 'b'])], { a: { b: null } })).toEqual([{ path: ['a', 'b'], text: 'is odd' }]);
  });

  it('say of a name without a reason that it is not of the right form', () => {
    const named = issue(['UP'], { code: 'invalid_key', origin: 'record', issues: [] });
    expect(schemaProblems(z.object({}), [named], { UP: 1 })).toEqual([
      { path: ['UP'], text: 'has a name that is not allowed: it is not of the right form' },
    ]);
  });

  it.each([
    [z.string(), []],
    [z.string(), ['a', 'b']],
    [z.object({ a: z.string() }), ['b', 'c']],
  ])('suggest nothing where the schema knows no names (%#)', (schema, path) => {
    const unknown = issue(path, { code: 'unrecognized_keys', keys: ['x'] });
    expect(schemaProblems(schema, [unknown], {})).toEqual([{ path: [...path, 'x'], text: 'is not known; there are none' }]);
  });

  it.each([
    [z.optional(z.array(z.strictObject({ name: z.string() }))), [0]],
    [z.record(z.string(), z.strictObject({ name: z.string() })), ['any']],
    [z.object({ a: z.optional(z.strictObject({ name: z.string() })) }), ['a']],
  ])('suggest the names of the object where it stands (%#)', (schema, path) => {
    const unknown = issue(path, { code: 'unrecognized_keys', keys: ['nmae'] });
    expect(schemaProblems(schema, [unknown], {})).toEqual([
      { path: [...path, 'nmae'], text: 'is not known; did you mean "name"?' },
    ]);
  });
});
