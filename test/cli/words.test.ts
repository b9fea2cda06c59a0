import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagOf } from '#cli/args/flag-names.ts';
import { readWords } from '#cli/args/parse-args.ts';
import { atOnce } from '#cli/map-concurrent.ts';
import { costRows } from '#cli/output/cost-rows.ts';
import { createProgressBoard } from '#cli/output/progress-board.ts';
import { ago, shorten, table } from '#cli/output/tables.ts';
import type { EditView } from '#client/types.ts';

const grammar = {
  command: 'darkroom try',
  flags: { prompt: 'text', value: 'texts', n: 'number', watermark: 'switch' },
  names: { min: 0, max: 5, what: 'names' },
} as const;
const read = (...words: readonly string[]) => readWords(words, grammar);

const plain = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));

describe('the words after a command', () => {
  it('are read back as they were said, in any order', () => {
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
          const { said, names: found } = read(...flags.flat(), ...names);
          expect(said).toEqual({ prompt, n, watermark, ...(values.length === 0 ? {} : { value: values }) });
          expect(found).toEqual(names);
        },
      ),
    );
  });
  it('are either read or refused with a reason and a hint, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--prompt', '--n', '--', '-x', '--no-n', '--watermark=1', '--prompt='))),
        (words) => {
          try {
            read(...words);
          } catch (error) {
            expect(error).toMatchObject({
              name: 'UsageError',
              message: expect.stringMatching(/\S/),
              hint: expect.stringMatching(/\S/),
            });
          }
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
    [['a', 'b', 'c', 'd', 'e', 'f'], 'darkroom try takes names, not 6 names'],
  ])('are refused when they are %j', (words, message) => {
    expect(() => read(...words)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
  });
  it('may begin with a dash behind --', () => {
    expect(read('--', '-photo.jpg').names).toEqual(['-photo.jpg']);
  });
});

describe('flags', () => {
  it('are called like the fields they fill', () => {
    expect(flagOf(['negativePrompt'])).toBe('--negative-prompt');
    expect(flagOf(['values', 'light'], { values: '--value' })).toBe('--value light');
  });
});

describe('work on many things', () => {
  it('does each once, in order, and never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 })), fc.integer({ min: 1, max: 5 }), async (turns, limit) => {
        const done: number[] = [];
        let now = 0;
        await atOnce(turns, limit, async (count, index) => {
          now += 1;
          expect(now).toBeLessThanOrEqual(limit);
          done.push(index);
          for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
          now -= 1;
        });
        expect(done).toEqual(turns.map((_count, index) => index));
      }),
    );
  });
  it('begins nothing more after an error, waits for what has begun, and throws it', async () => {
    const begun: number[] = [];
    const work = async (item: number): Promise<void> => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('the first');
    };
    await expect(atOnce([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('the first');
    expect(begun.length).toBeLessThan(6);
  });
});

describe('tables', () => {
  it('line up, with numbers to the right', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 10],
          ['long name', 2],
        ],
      ),
    ).toBe('name       n\na          10\nlong name   2\n');
  });
  it('keep texts on one line and within their width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect([...shorten(text, width)].length).toBeLessThanOrEqual(width);
        expect(shorten(text, width)).not.toMatch(/[\r\n]/);
      }),
    );
  });
  it.each([
    [0, '0 s'],
    [89, '89 s'],
    [600, '10 min'],
    [7200, '2 h'],
    [3 * 86_400, '3 d'],
    [-5, '0 s'],
  ])('call %d seconds %s', (seconds, text) => {
    const then = Date.parse('2026-01-01T00:00:00.000Z');
    expect(ago('2026-01-01T00:00:00.000Z', then + seconds * 1000)).toBe(text);
  });
});

describe('sums of cost', () => {
  it('add up to the whole, however they are grouped', () => {
    const edit = fc.record({
      status: fc.constantFrom('SUCCEEDED' as const, 'FAILED' as const),
      preset: fc.constantFrom('a', 'b'),
      times: fc.record({ createdAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z') }),
      images: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(edit), fc.constantFrom('day' as const, 'preset' as const, 'state' as const), (edits, by) => {
        const { rows, sum } = costRows(
          edits.map(({ images, ...rest }) => ({ ...rest, usage: { imageCount: images }, costUsd: images * 0.03 })),
          by,
        );
        expect(sum.edits).toBe(edits.length);
        expect(rows.reduce((total, row) => total + row.images, 0)).toBe(sum.images);
        expect(rows.reduce((total, row) => total + row.costUsd, 0)).toBeCloseTo(sum.costUsd);
      }),
    );
  });
});

describe('the board of many edits', () => {
  const draw = (columns: number, names: readonly string[]): string => {
    const said: string[] = [];
    const err = (text: string): void => void said.push(text);
    const board = createProgressBoard({ out: err, err, interactive: true, columns: () => columns, now: () => 0 }, names.length);
    for (const name of names) board.show(name, { statusText: 'The service is working on it' } as EditView);
    board.close();
    return said.at(-2) ?? '';
  };

  it('never draws a line that wraps, nor more lines than fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.uniqueArray(plain, { minLength: 1, maxLength: 20 }), (columns, names) => {
        const lines = stripVTControlCharacters(draw(columns, names)).trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(10);
        for (const line of lines) expect([...line].length).toBeLessThan(columns + 1);
      }),
    );
  });
  it('says nothing to nobody', () => {
    const board = createProgressBoard(
      { out: () => undefined, err: () => expect.unreachable(), interactive: false, columns: () => 80, now: () => 0 },
      1,
    );
    board.show('a', { statusText: 'x' } as EditView);
    board.end('a', 'done');
    board.close();
  });
});
