import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type NamedPreset, resolveInstruction } from '#core/request/instruction.ts';
import { readPreset } from '#core/request/preset.ts';
import { presetNameField } from '#core/request/request.ts';

/** The instruction of a preset alone, or the code of the problem. */
const resolved = (keys: readonly string[], preset: NamedPreset) => {
  const images = keys.map((key) => ({ kind: 'key', key }) as const);
  const resolution = resolveInstruction({}, images, preset);
  return 'problem' in resolution ? resolution.problem.code : resolution.instruction;
};

describe('a preset', () => {
  it('is refused with line, column and the nearest name', () => {
    const message = (text: string): string => {
      const read = readPreset('x', text);
      return 'problem' in read ? read.problem.message : 'accepted';
    };
    expect(message('{\n "prompt": "Do {a}",\n "placeholder": {}\n}')).toBe(
      'presets/x.json: line 3, column 2: placeholder is not known; did you mean "placeholders"?',
    );
    expect(readPreset('x', '{}')).toMatchObject({
      problem: { code: 'PRESET_REFUSED', hint: 'Correct presets/x.json and upload the picture again.' },
    });
    expect(message('{"prompt": "Do {a}", "placeholders": {"b": {}}}')).toContain(
      'placeholders.b does not occur in the prompt as {b}; did you mean "a"?',
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
    const instruction = resolved(images, { name, preset, images: [] });
    expect(instruction).toMatchObject({ preset: name, parameters: { n: 1 } });
    expect(JSON.stringify(instruction)).not.toMatch(/\{[a-z]+\}/);
  });
});
