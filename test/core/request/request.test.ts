import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { editRequestSchema, withDefaults } from '#core/request/request.ts';
import { readDocument } from '#core/text/read-document.ts';
import { characterCount, textProblem } from '#core/text/safe-text.ts';

const read = (text: string) => readDocument(editRequestSchema, text, { name: 'requests/a.json', code: 'X', hint: 'h' });
const message = (text: string): string => {
  const answer = read(text);
  return 'problem' in answer ? answer.problem.message : 'accepted';
};
const request = (fields: object): string => JSON.stringify({ prompt: 'p', images: ['uploads/a.png'], ...fields });

describe('a text of an edit request', () => {
  it('is measured as it is sent: composed', () => {
    expect(message(request({ prompt: '\u1100\u1161\u11a8'.repeat(2000) }))).toBe('accepted');
    expect(message(request({ prompt: '\u03b1\u0313\u0301\u0345'.repeat(2000) }))).toBe('accepted');
  });
  it('is refused in no time when it is written to be slow: composing many marks is quadratic', () => {
    const before = process.cpuUsage();
    message(request({ prompt: `a${'\u0301'.repeat(100_000)}${'\u0316'.repeat(100_000)}` }));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });
});

describe('an edit request', () => {
  it('takes everything that the service can do', () => {
    const kept = {
      n: 4,
      seed: 0,
      negativePrompt: 'blur',
      promptExtend: false,
      watermark: true,
      preset: 'add-title',
      values: { title: 'A' },
    };

    expect(read(request({ ...kept, prompt: ' Add a clock ', size: '1280x720' }))).toEqual({
      value: { ...kept, prompt: 'Add a clock', size: '1280*720', images: ['uploads/a.png'] },
    });
  });

  it.each([
    [{ promt: 'x' }, 'promt is not known; did you mean "prompt"?'],
    [{ negative_prompt: 'x' }, 'negative_prompt is not known; did you mean "negativePrompt"?'],
    [{ strength: 1 }, 'strength is not known; known: prompt, preset'],
    [{ n: 5 }, 'n must be at most 4'],
    [{ n: 0 }, 'n must be at least 1'],
    [{ n: '2' }, 'n must be a number'],
    [{ seed: 2_147_483_648 }, 'seed must be at most 2147483647'],
    [{ watermark: 'yes' }, 'watermark must be true or false'],
    [{ prompt: '   ' }, 'prompt must not be empty'],
    [{ prompt: '\u200b' }, 'prompt must not be empty: nothing of it can be seen'],
    [{ prompt: '\u3164 \u2800' }, 'prompt must not be empty: nothing of it can be seen'],
    [{ negativePrompt: '\u2060' }, 'negativePrompt must not be empty: nothing of it can be seen'],
    [{ values: { title: '\ufe0f' } }, 'values.title must not be empty: nothing of it can be seen'],
    [{ prompt: `a${'\u0301'.repeat(8000)}` }, 'prompt has 8001 characters; at most 2000 are allowed'],
    [{ prompt: 7 }, 'prompt must be a text in quotes'],
    [{ prompt: 'a'.repeat(2001) }, 'prompt has 2001 characters; at most 2000 are allowed'],
    [{ negativePrompt: 'a'.repeat(501) }, 'negativePrompt has 501 characters'],
    [{ prompt: 'a\u202eb' }, 'character 2 is U+202E'],
    [{ prompt: 'a\u0000b' }, 'character 2 is U+0000'],
    [{ size: '4000*100' }, 'aspect of 40.00'],
    [{ size: '100*100' }, 'size 100*100 has 10000 pixels'],
    [{ size: 'big' }, 'not of the form W*H'],
    [{ images: [] }, 'images must be at least 1 items'],
    [{ images: ['a', 'b', 'c', 'd'] }, 'images must be at most 3 items'],
    [{ images: [''] }, 'images[0] must not be empty'],
    [{ images: undefined }, 'images is missing'],
    [{ images: {} }, 'images must be a list'],
    [{ preset: 'Add Title' }, 'preset must be lower-case letters'],
    [{ preset: 'add title' }, 'preset must be lower-case letters'],
    [{ preset: 'a'.repeat(64) }, 'preset must be lower-case letters'],
    [{ values: { Title: 'x' } }, 'values.Title'],
    [{ values: { 'a b': 'x' } }, 'values.a b'],
    [{ values: { ['a'.repeat(33)]: 'x' } }, 'has a name that is not allowed'],
    [{ values: [] }, 'values must be an object'],
  ])('is refused in words: %j', (fields, words) => {
    expect(message(request(fields))).toContain(words);
  });

  it('is refused with the line and column of each field, the first five of them', () => {
    expect(message('{\n  "promt": "x",\n  "images": ["a"],\n  "n": 9\n}')).toBe(
      'requests/a.json: line 4, column 3: n must be at most 4; line 2, column 3: promt is not known; did you mean "prompt"?',
    );
    expect(message(request({ a1: 1, b2: 1, c3: 1, d4: 1, e5: 1, f6: 1 }))).toContain('; and 1 more');
    expect(message('[]')).toContain('the document must be an object');
    expect(message('nonsense')).toContain('is not JSON: line 1, column 1');
  });

  it('counts characters as the service does, not UTF-16 units', () => {
    expect(characterCount('🕰️花a')).toBe(4);
    expect(message(request({ prompt: '🕰'.repeat(2000) }))).toBe('accepted');
    expect(message(request({ prompt: '🕰'.repeat(2001) }))).toContain('2001 characters');
  });

  it('carries any other text exactly, in canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (noise) => {
        const text = `x${noise}y`.normalize('NFC').replace(/\r\n?/g, '\n');
        const parsed = z.safeParse(editRequestSchema, { prompt: `x${noise}y`, images: ['a'] });
        expect(parsed.success).toBe(textProblem(text) === undefined);
        if (parsed.success) expect(parsed.data.prompt).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    '$.images[0]',
    '{% $states.input %}',
    ['$', '{prompt}'].join(''),
    '{{name}}',
    'a+b%20c',
    '../../etc',
    '微距摄影',
    '👩‍👩‍👧',
    'שלום\u200f',
  ])('carries template syntax and foreign scripts as they are: %s', (prompt) => {
    expect(read(request({ prompt }))).toMatchObject({ value: { prompt: prompt.normalize('NFC') } });
  });

  it('asks for one picture unless told otherwise, since each is paid', () => {
    expect(withDefaults({ negativePrompt: 'blur' })).toMatchObject({ negativePrompt: 'blur' });
    expect(withDefaults({})).toStrictEqual({ n: 1, promptExtend: true, watermark: false });
    expect(withDefaults({ negativePrompt: '', n: 3, size: '1*1', seed: 0, promptExtend: false, watermark: true })).toEqual({
      n: 3,
      size: '1*1',
      seed: 0,
      promptExtend: false,
      watermark: true,
    });
  });
});
