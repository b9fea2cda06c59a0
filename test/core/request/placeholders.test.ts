import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholdersOf } from '#core/request/placeholders.ts';

describe('placeholders', () => {
  it('are named once each, in order; doubled braces stand for themselves', () => {
    expect(placeholdersOf('{b} {a} {b} {{c}} {Not} {9}')).toEqual(['b', 'a']);
  });

  it('without a value stay as they are, even under the names of built-in things', () => {
    expect(fillPlaceholders('{a} {b} {{a}} {constructor}', { a: '1' })).toBe('1 {b} {a} {constructor}');
  });
});
