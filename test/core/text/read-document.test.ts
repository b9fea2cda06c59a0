import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readDocument } from '#core/text/read-document.ts';

const schema = z.strictObject({
  name: z.string().check(z.minLength(1)),
  count: z.optional(z.int().check(z.minimum(1), z.maximum(4))),
  ratio: z.optional(z.number()),
  on: z.optional(z.boolean()),
  kind: z.optional(z.enum(['a', 'b'])),
  code: z.optional(z.string().check(z.regex(/^x+$/, 'some x'))),
  plain: z.optional(z.string().check(z.regex(/^x+$/))),
  list: z.optional(z.array(z.string().check(z.maxLength(3))).check(z.minLength(1), z.maxLength(2))),
  values: z.optional(z.record(z.string().check(z.regex(/^[a-z]+$/, 'lower-case')), z.strictObject({ text: z.string() }))),
  either: z.optional(z.union([z.literal(1), z.literal(2)])),
});

const problem = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
  const read = readDocument(schema, text, { name: 'doc.json', code: 'REFUSED', hint: 'fix it' });
  return 'problem' in read ? read.problem.message : 'accepted';
};

describe('a document of ours', () => {
  it('is its checked value', () => {
    const read = readDocument(schema, '{"name": "n", "count": 2}', { name: 'doc.json', code: 'C', hint: 'h' });
    expect(read).toEqual({ value: { name: 'n', count: 2 } });
  });

  it.each([
    ['{"name" 1}', 'doc.json is not JSON: line 1, column 9'],
    [{}, 'line 1, column 1: name is missing'],
    [{ name: '' }, 'name must not be empty'],
    [{ name: 5 }, 'name must be a text in quotes'],
    [{ name: 'n', count: 'two' }, 'line 3, column 2: count must be a number'],
    [{ name: 'n', count: 9 }, 'count must be at most 4'],
    [{ name: 'n', count: 0 }, 'count must be at least 1'],
    [{ name: 'n', count: 1.5 }, 'count must be a whole number'],
    [{ name: 'n', on: 'yes' }, 'on must be true or false'],
    [{ name: 'n', kind: 'c' }, 'kind must be one of "a", "b"'],
    [{ name: 'n', code: 'y' }, 'code must be some x'],
    [{ name: 'n', plain: 'y' }, 'plain is not of the right form'],
    [{ name: 'n', list: {} }, 'list must be a list in square brackets'],
    [{ name: 'n', list: [] }, 'list must be at least 1 items'],
    [{ name: 'n', list: ['a', 'long'] }, 'list[1] must be at most 3 characters'],
    [{ name: 'n', values: [] }, 'values must be an object in braces'],
    [{ name: 'n', values: { UP: { text: '' } } }, 'values.UP has a name that is not allowed: lower-case'],
    [{ name: 'n', values: { a: { txet: 'x', text: 'x' } } }, 'values.a.txet is not known; did you mean "text"?'],
    [{ name: 'n', either: 3 }, 'either is not of the right form'],
    [{ name: 'n', cuont: 1 }, 'cuont is not known; did you mean "count"?'],
    ['[]', 'the document must be an object in braces'],
  ])('is refused with the place and what is wrong: %j', (value, words) => {
    expect(problem(value)).toContain(words);
  });

  it('names five problems at most', () => {
    const many = problem({ name: 'n', ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`zzz${index}qqqq`, 1])) });
    expect(many.match(/is not known/g)).toHaveLength(5);
    expect(many).toMatch(/; and 4 more$/);
  });

  it('says nothing of more when there are five', () => {
    const five = problem({ name: 'n', ...Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`zzz${index}qqqq`, 1])) });
    expect(five.match(/is not known/g)).toHaveLength(5);
    expect(five).not.toContain('more');
  });

  it('is accepted or refused in words, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(problem(text)).not.toBe('');
      }),
    );
  });
});
