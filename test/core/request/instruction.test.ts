import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  type ImageReference,
  readImageReference,
  referenceName,
  referenceText,
} from '#core/request/image-reference.ts';
import { effectivePreset, type NamedPreset, resolveInstruction } from '#core/request/instruction.ts';
import { fieldsInMetadata, instructionMetadata } from '#core/request/metadata.ts';
import { fillPlaceholders, placeholdersOf } from '#core/request/placeholders.ts';
import { type Preset, readPreset } from '#core/request/preset.ts';
import { type InstructionFields, presetNameField } from '#core/request/request.ts';

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
});

describe('placeholders', () => {
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
});

describe('metadata', () => {
  it('says everything that a request says', () => {
    const metadata = {
      prompt: 'p',
      preset: 'x',
      n: '2',
      size: '1280X720',
      seed: '5',
      'negative-prompt': 'blur',
      'prompt-extend': 'False',
      watermark: 'true',
      'value-title': 'T',
      mtime: '123',
    };

    expect(fieldsInMetadata(metadata)).toEqual({
      fields: {
        prompt: 'p',
        preset: 'x',
        n: 2,
        size: '1280*720',
        seed: 5,
        negativePrompt: 'blur',
        promptExtend: false,
        watermark: true,
        values: { title: 'T' },
      },
    });
    expect(Object.keys(instructionMetadata(metadata))).not.toContain('mtime');
    expect(fieldsInMetadata({ site: 'x', no: '1', 's3cmd-attrs': 'y' })).toEqual({ fields: {} });
  });

  it.each([
    [{ promt: 'x' }, 'promt is not known; did you mean "prompt"?'],
    [{ negative_prompt: 'x' }, 'did you mean "negative-prompt"?'],
    [{ n: 'two' }, 'n must be a number'],
    [{ n: '9' }, 'n must be at most 4'],
    [{ watermark: 'yes' }, 'watermark must be true or false'],
    [{ 'negative-prompt': 'a'.repeat(501) }, 'negative-prompt has 501 characters'],
    [{ 'value-Title': 'x' }, 'value-Title'],
  ])('is refused by its own names: %j', (metadata, words) => {
    expect(fieldsInMetadata(metadata as Record<string, string>)).toMatchObject({
      problem: { code: 'METADATA_REFUSED', message: expect.stringContaining(words) },
    });
  });
});

describe('a picture in a request', () => {
  it.each([
    ['uploads/a b+%.png', { kind: 'key', key: 'uploads/a b+%.png' }],
    ['results/x/y/1.png', { kind: 'key', key: 'results/x/y/1.png' }],
    ['https://example.com/ä.png', { kind: 'url', url: 'https://example.com/%C3%A4.png' }],
    ['data:image/png;base64,AAAA', { kind: 'data', base64: 'AAAA' }],
  ])('is read: %s', (text, reference) => {
    expect(readImageReference(text)).toEqual(reference);
  });

  it.each([
    'a.png',
    'etc/passwd',
    'uploads/../a.png',
    'uploads/',
    's3://bucket/a.png',
    'file:///etc/passwd',
    'oss://x',
    'http://127.0.0.1/a.png',
    `https://example.com/${'a'.repeat(3000)}`,
    'data:text/html;base64,AAAA',
    'data:image/png,AAAA',
    'data:',
    `data:image/png;base64,${'A'.repeat(14_000_000)}`,
  ])('is refused: %.60s', (text) => {
    expect(readImageReference(text)).toEqual({ why: expect.any(String) });
  });

  it('is called by a name that shows neither pixels nor signatures', () => {
    expect(referenceName('data:image/png;base64,SECRET')).toBe('a data URI');
    expect(referenceName('https://example.com/p?Signature=SECRET')).toBe('example.com');
    expect(referenceName('mailto:x')).toBe('a URL');
    expect(referenceName(`uploads/${'a'.repeat(500)}`)).toHaveLength(203);
    expect(decodeBase64('AAA=')).toEqual(new Uint8Array(2));
    expect(decodeBase64('A A A')).toBeUndefined();
    expect(decodeBase64('!!!!')).toBeUndefined();
  });
});

describe('a preset', () => {
  it('is refused with line, column and the nearest name', () => {
    const message = (text: string): string => {
      const read = readPreset('x', text);
      return 'problem' in read ? read.problem.message : 'accepted';
    };
    expect(message('{\n "prompt": "Do {a}",\n "placeholder": {}\n}')).toBe(
      'presets/x.json: line 3, column 2: placeholder is not known; did you mean "placeholders"?',
    );
    expect(message('{"prompt": "Do {a}", "placeholders": {"b": {}}}')).toContain(
      'does not occur in the prompt as {b}; did you mean "a"?',
    );
    expect(message('{"prompt": "Do {a}", "placeholders": {"a": {"defualt": "x"}}}')).toContain(
      'placeholders.a.defualt is not known; did you mean "default"?',
    );
    expect(message('{"description": "no prompt"}')).toContain('prompt is missing');
    expect(message('{"prompt": "x", "imagesPosition": "middle"}')).toContain('must be one of "before", "after"');
  });

  const starters = readdirSync(new URL('../../../presets/', import.meta.url)).filter((name) => name.endsWith('.json'));

  it('of the starter set covers each capability of the guide', () => {
    expect(starters.map((name) => name.slice(0, -5))).toEqual(
      expect.arrayContaining([
        'modify-element',
        'lighting',
        'enlarge-subject',
        'zoom-detail',
        'extract-garments',
        'sketch-to-photo',
        'add-title',
        'remove-text',
        'outpaint',
        'detect',
        'segment',
        'restyle',
        'fuse-two',
        'place-object',
      ]),
    );
  });

  it.each(starters)('of the starter set works without any value: %s', (file) => {
    const name = file.slice(0, -5);
    const read = readPreset(name, readFileSync(new URL(`../../../presets/${file}`, import.meta.url), 'utf8'));
    if ('problem' in read) throw new Error(read.problem.message);
    const preset = read.value;
    const images = Array.from({ length: preset.minImages ?? 1 }, (_, index) => `uploads/${name}/${index}.png`);

    expect(presetNameField.safeParse(name).success).toBe(true);
    expect(preset.description).toBeTruthy();
    expect(preset.prompt.includes('image 2')).toBe(preset.minImages === 2);
    const instruction = resolved({}, images, { name, preset, images: [] });
    expect(instruction).toMatchObject({ preset: name, parameters: { n: 1 } });
    expect(JSON.stringify(instruction)).not.toMatch(/\{[a-z]+\}/);
  });
});
