import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholdersOf } from '#core/request/placeholders.ts';

describe('placeholders', () => {
  it('are named once each, in order; doubled braces stand for themselves', () => {
    expect(placeholdersOf('{b} {a} {b} {{c}} {Not} {9}')).toEqual(['b', 'a']);
  });

  it('without a value stay as they are, even under the names of built-in things', () => {
    expect(fillPlaceholders('{a} {b} {{a}} {constructor}', { a: '1' })).toBe('1 {b} {a} {constructor}');
  });

  it('are filled in one pass, so that a value is never a template', () => {
    expect(fillPlaceholders('{a} {b} {{a}} {A} {}', { a: '{b}', b: '$&' })).toBe('{b} $& {a} {A} {}');
    expect(fillPlaceholders('{constructor}', {})).toBe('{constructor}');
    expect(placeholdersOf('{b} {a} {b} {{c}}')).toEqual(['b', 'a']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(fillPlaceholders('<{x}>', { x: value })).toBe(`<${value}>`);
      }),
    );
  });

  it('in doubled braces are never filled, however long their name', () => {
    expect(fillPlaceholders('{{name}} {{a-1}}', { name: 'x', 'a-1': 'y' })).toBe('{name} {a-1}');
  });
});
