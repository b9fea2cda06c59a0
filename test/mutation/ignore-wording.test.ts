import { describe, expect, it } from 'vitest';
import { wordingReason } from './ignore-wording.ts';

const SENTENCE = { type: 'StringLiteral', value: 'Save it smaller.' };
const inside = (holder: object, node: object = SENTENCE, ...between: readonly object[]) =>
  [holder, ...between, node].reduce<{ node: never; parentPath: never } | null>(
    (parentPath, next) => ({ node: next, parentPath }) as never,
    null,
  ) as never;
const property = (name: string) => ({ type: 'ObjectProperty', key: { name } });
const call = (name: string, type = 'CallExpression') => ({ type, callee: { name } });

describe('what a mutation run leaves alone', () => {
  it('is the description of a field', () => {
    expect(wordingReason(inside({ type: 'Program' }, call('described')))).toContain('description');
    expect(
      wordingReason(inside({ type: 'Program' }, { type: 'CallExpression', callee: { property: { name: 'meta' } } })),
    ).toBeDefined();
  });

  it('is a sentence under the name of one, also as one of two', () => {
    expect(wordingReason(inside(property('hint')))).toContain('sentence');
    expect(wordingReason(inside(property('message'), SENTENCE, { type: 'ConditionalExpression' }))).toBeDefined();
  });

  it('is a sentence beside a code', () => {
    expect(wordingReason(inside(call('refused')))).toBeDefined();
    expect(wordingReason(inside(call('TypeError', 'NewExpression')))).toBeDefined();
  });

  it('is no code, no name, no text with something filled in, and no sentence that is data', () => {
    expect(wordingReason(inside(call('refused'), { type: 'StringLiteral', value: 'PICTURE_EMPTY' }))).toBeUndefined();
    expect(wordingReason(inside(property('hint'), { type: 'TemplateLiteral' }))).toBeUndefined();
    expect(wordingReason(inside(property('QUEUED')))).toBeUndefined();
    expect(wordingReason(inside(call('fail')))).toBeUndefined();
  });
});
