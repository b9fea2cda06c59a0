import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, jsonFlag, text, texts, toggle, wholeNumber } from '#cli/args/flags.ts';
import { parseArgs } from '#cli/args/parse-args.ts';
import { EXIT } from '#cli/command.ts';
import { defineCommand } from '#cli/define-command.ts';
import { runCommand } from '#cli/run-command.ts';
import { recordingIo } from '../session.ts';

const grammar = {
  name: 'try',
  flags: {
    prompt: text('TEXT', 'x'),
    value: texts('TEXT', 'x'),
    n: wholeNumber('N', 'x'),
    watermark: toggle('x'),
    by: choice('WHAT', ['DAY', 'state'], 'x'),
    share: wholeNumber('N', 'x', { min: 1, max: 100 }),
    ...jsonFlag('x'),
  },
  names: { min: 0, max: 5, what: 'names' },
} as const;
const command = defineCommand({ ...grammar, summary: 'x', about: 'x', examples: [], run: async () => EXIT.done });
const read = (...words: readonly string[]) => parseArgs(words, grammar);

const plain = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));

describe('the arguments of a command', () => {
  it('are read back as they were typed, in any order', () => {
    fc.assert(
      fc.property(
        fc.record({
          prompt: plain,
          n: fc.nat(),
          watermark: fc.boolean(),
          values: fc.array(plain, { maxLength: 3 }),
          names: fc.array(plain, { maxLength: 5 }),
        }),
        fc.boolean(),
        ({ prompt, n, watermark, values, names }, inline) => {
          const flag = (name: string, value: string): readonly string[] =>
            inline ? [`--${name}=${value}`] : [`--${name}`, value];
          const flags = [
            flag('prompt', prompt),
            flag('n', String(n)),
            [watermark ? '--watermark' : '--no-watermark'],
            ...values.map((value) => flag('value', value)),
          ];
          const { options, names: found } = read(...flags.flat(), ...names);
          expect(options).toEqual({ prompt, n, watermark, json: false, ...(values.length === 0 ? {} : { value: values }) });
          expect(found).toEqual(names);
        },
      ),
    );
  });
  it('are either read or rejected with a reason and a hint, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--prompt', '--n', '--', '-x', '--no-n', '--watermark=1', '--prompt='))),
        async (words) => {
          const { io, err } = recordingIo('/none', '/none');
          const code = await runCommand(command, words, io);
          if (code === EXIT.rejected) expect(err()).toMatch(/^\S.*\n\S.*\n$/s);
          else expect({ code, err: err() }).toEqual({ code: EXIT.done, err: '' });
        },
      ),
    );
  });
  it.each([
    [['--promt', 'x'], 'there is no flag --promt; did you mean --prompt?'],
    [['-q'], 'there is no flag -q'],
    [['--no-prompt'], 'there is no flag --no-prompt'],
    [['--prompt'], '--prompt needs a value'],
    [['--prompt', '--n', '2'], '--prompt needs a value, but "--n" follows'],
    [['--n', '1', '--n', '2'], '--n is there twice'],
    [['--n=-1'], '--n takes a whole number, not "-1"'],
    [['--watermark=yes'], '--watermark takes no value, but has "yes"'],
    [['a', 'b', 'c', 'd', 'e', 'f'], 'try takes names, not 6 names'],
    [['--by', 'moon'], '--by takes DAY, state, not "moon"'],
    [['--share', '101'], '--share takes 1 to 100, not 101'],
  ])('are rejected when they are %j', (words, message) => {
    expect(() => read(...words)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });
  it('may begin with a dash behind --', () => {
    expect(read('--', '-photo.jpg').names).toEqual(['-photo.jpg']);
  });
  it('choose one of some texts in upper or lower case', () => {
    expect(read('--by', 'day').options.by).toBe('DAY');
  });
  it('have defaults where the flag has one', () => {
    expect(parseArgs([], { name: 'try', flags: { wait: toggle('x', { default: true }) } }).options.wait).toBe(true);
    expect(parseArgs(['--no-wait'], { name: 'try', flags: { wait: toggle('x', { default: true }) } }).options.wait).toBe(false);
  });
});
