import { describe, expect, it } from 'vitest';
import { type ImageReference, referenceText } from '#core/request/image-reference.ts';
import { effectivePreset, type NamedPreset, resolveInstruction } from '#core/request/instruction.ts';
import type { Preset } from '#core/request/preset.ts';
import type { InstructionFields } from '#core/request/request.ts';

const keys = (names: readonly string[]): readonly ImageReference[] => names.map((key) => ({ kind: 'key', key }));
const named = ({ images = [], ...preset }: Partial<Preset>): NamedPreset => ({
  name: 'p',
  preset: { prompt: 'Do {what}', placeholders: { what: { default: 'it' } }, ...preset },
  images: keys(images),
});
/** The instruction with its images by their keys, or the code of the problem. */
const resolved = (fields: InstructionFields, images: readonly string[], preset: NamedPreset | undefined) => {
  const resolution = resolveInstruction(fields, keys(images), preset);
  if ('problem' in resolution) return resolution.problem.code;
  return { ...resolution.instruction, images: resolution.instruction.images.map(referenceText) };
};

describe('an instruction', () => {
  it('takes each field from the picture first, then the preset, then the defaults', () => {
    const preset = named({ n: 2, seed: 7, watermark: true, imagesPerDay: 9 });

    expect(resolved({ n: 3, promptExtend: false }, ['uploads/a.png'], preset)).toEqual({
      prompt: 'Do it',
      preset: 'p',
      parameters: { n: 3, seed: 7, watermark: true, promptExtend: false },
      images: ['uploads/a.png'],
      imagesPerDayOfPreset: 9,
    });
    expect(resolved({ prompt: 'Mine' }, ['a'], preset)).toMatchObject({ prompt: 'Mine', preset: 'p', parameters: { n: 2 } });
    expect(resolved({ prompt: 'Mine' }, ['a'], undefined)).toEqual({
      prompt: 'Mine',
      parameters: { n: 1, promptExtend: true, watermark: false },
      images: ['a'],
    });
  });

  it('is under the preset named with the picture, else the folder', () => {
    expect(effectivePreset({ preset: 'named' }, 'folder')).toBe('named');
    expect(effectivePreset({}, 'folder')).toBe('folder');
    expect(effectivePreset({}, undefined)).toBeUndefined();
  });

  it('fills placeholders from values, then defaults, and needs the rest', () => {
    expect(resolved({ values: { what: 'that' } }, ['a'], named({}))).toMatchObject({ prompt: 'Do that' });
    expect(resolved({}, ['a'], named({ placeholders: {} }))).toBe('VALUE_MISSING');
    expect(resolved({ values: { wat: 'x' } }, ['a'], named({}))).toBe('VALUE_UNKNOWN');
    expect(resolved({ values: { what: 'x' }, prompt: 'y' }, ['a'], named({}))).toBe('VALUE_WITHOUT_USE');
    expect(resolved({ values: { what: 'x' } }, ['a'], undefined)).toBe('VALUE_WITHOUT_USE');
    expect(resolved({ values: { what: 'a'.repeat(500) } }, ['a'], named({ prompt: `{what}${'b'.repeat(1900)}` }))).toBe(
      'PROMPT_REFUSED',
    );
    expect(resolved({ values: { what: '' } }, ['a'], named({ prompt: '{what}' }))).toBe('PROMPT_REFUSED');
  });

  it('puts reference pictures before or after the own ones, three in all', () => {
    expect(resolved({}, ['a'], named({ images: ['r'] }))).toMatchObject({ images: ['a', 'r'] });
    expect(resolved({}, ['a'], named({ images: ['r', 's'], imagesPosition: 'before' }))).toMatchObject({
      images: ['r', 's', 'a'],
    });
    expect(resolved({}, ['a', 'b'], named({ images: ['r', 's'] }))).toBe('TOO_MANY_IMAGES');
    expect(resolved({}, ['a'], named({ minImages: 2 }))).toBe('TOO_FEW_IMAGES');
    expect(resolved({}, ['a', 'b'], named({ minImages: 3 }))).toBe('TOO_FEW_IMAGES');
    expect(resolved({}, ['a', 'b'], named({ minImages: 2 }))).toMatchObject({ images: ['a', 'b'] });
  });

  it('is missing when neither prompt nor preset is there', () => {
    expect(resolveInstruction({}, keys(['a']), undefined)).toMatchObject({
      problem: { code: 'INSTRUCTION_MISSING', hint: expect.stringMatching(/uploads\/<preset>\/.*x-amz-meta-prompt.*requests\//) },
    });
  });

  it.each([
    [{}, ['a', 'b', 'c'], named({ images: ['r'] }), '3 pictures and the 1 of preset "p" make 4; an edit takes at most 3'],
    [{ prompt: 'x' }, ['a', 'b', 'c', 'd'], undefined, '4 pictures and the 0 of preset "" make 4; an edit takes at most 3'],
    [{}, ['a'], named({ minImages: 2 }), 'preset "p" speaks of 2 pictures; there is 1'],
    [{}, ['a', 'b'], named({ minImages: 3 }), 'preset "p" speaks of 3 pictures; there are 2'],
    [{ prompt: 'x' }, [], undefined, 'preset "" speaks of 1 pictures; there are 0'],
    [
      { prompt: 'x', values: { what: 'y' } },
      ['a'],
      named({}),
      'the value "what" has no place: the prompt said here replaces the preset\'s',
    ],
    [{ values: { what: 'y' } }, ['a'], undefined, 'the value "what" has no place: there is no preset'],
    [{ values: { wht: 'y' } }, ['a'], named({}), 'preset "p" has no placeholder {wht}; did you mean "what"?'],
    [{}, ['a'], named({ prompt: '{a} {b}', placeholders: { a: {} } }), 'preset "p" needs a value for {a}, {b}'],
    [
      { values: { what: 'x'.repeat(500) } },
      ['a'],
      named({ prompt: `{what}${'b'.repeat(1900)}` }),
      'the prompt of preset "p" with its values filled in has 2400 characters; at most 2000 are allowed',
    ],
  ] as const)('is refused in words: %j with %j (%#)', (fields, images, preset, message) => {
    const resolution = resolveInstruction(fields, keys(images), preset);
    expect('problem' in resolution && resolution.problem.message).toBe(message);
  });

  it('is refused with what helps: the metadata of the first value that is missing, the bound of a prompt', () => {
    const hint = (...given: Parameters<typeof resolveInstruction>) => {
      const resolution = resolveInstruction(...given);
      return 'problem' in resolution ? resolution.problem.hint : '';
    };
    expect(hint({}, keys(['a']), named({ prompt: '{a} {b}', placeholders: {} }))).toContain('x-amz-meta-value-a,');
    expect(hint({ values: { what: '' } }, keys(['a']), named({ prompt: '{what}' }))).toContain('at most 2000 characters');
  });
});
