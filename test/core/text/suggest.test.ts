import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName, suggest } from '#core/text/suggest.ts';

describe('the distance of two words', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['prompt', 'promt', 1],
    ['prompt', 'porm pt', 2],
    ['ab', 'ba', 1],
    ['seed', 'size', 3],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it('is nothing for the same word, the same both ways, and at most the longer one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('the nearest known name', () => {
  const known = ['negativePrompt', 'prompt', 'seed', 'size'];

  it('ignores case and separators before it counts letters', () => {
    expect(nearestName('negative-prompt', known)).toBe('negativePrompt');
    expect(nearestName('PROMT', known)).toBe('prompt');
    expect(nearestName('s.e.e.d', known)).toBe('seed');
  });

  it('is none when no name is near', () => {
    expect(nearestName('strength', known)).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });

  it('is found in bounded time for a name of any length', () => {
    expect(nearestName('p'.repeat(1_000_000), known)).toBeUndefined();
  });

  it('makes a sentence, else all names do', () => {
    expect(suggest('sede', known)).toBe('did you mean "seed"?');
    expect(suggest('strength', known)).toBe('known: negativePrompt, prompt, seed, size');
    expect(suggest('x', [])).toBe('there are none');
  });
});

describe('a name that is not known', () => {
  it('has the known name nearest to it suggested', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(nearestName('Prompt_Extend', ['prompt', 'promptExtend'])).toBe('promptExtend');
    expect(nearestName('zzz', ['prompt'])).toBeUndefined();
    expect(suggest('zzz', [])).toBe('there are none');
  });
});
