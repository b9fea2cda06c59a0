import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFlags } from '#simulator/flags.ts';
import { HELP } from '#simulator/help.ts';
import { LIE_NAMES, LIES } from '#simulator/index.ts';
import { readMagicWords } from '#simulator/magic-words.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/simulator.md'), 'utf8');

/** The rows of the table of lies in the documents: how each is written, and what it says. */
const documented = page
  .split('\n')
  .map((line) => /^\| `([a-z0-9-]+)(\S*)` \| (.*) \|$/.exec(line.replaceAll('\\|', '|')))
  .filter((match) => match !== null)
  .filter(([, name = '']) => Object.hasOwn(LIES, name))
  .map(([, name, written, says]) => ({ name, written, says }));

describe('the table of lies', () => {
  it('stands in the documents as it is', () => {
    expect(documented).toEqual(LIE_NAMES.map((name) => ({ name, written: LIES[name].written, says: LIES[name].says })));
  });

  it('stands in the help', () => {
    for (const name of LIE_NAMES) expect(HELP).toContain(`  ${name}${LIES[name].written}`);
  });
});

describe('--lie', () => {
  it('reads names, values and probabilities', () => {
    const flags = [
      'no-date',
      'clock-skew=-90.5',
      'list-lag=ever',
      'create-error=systemerror:0.25',
      'task-id=a:b/',
      'orig-prompt:1',
    ];
    expect(readFlags(flags.flatMap((lie) => ['--lie', lie]))).toMatchObject({
      options: {
        lies: [
          { lie: 'no-date' },
          { lie: 'clock-skew', value: '-90.5' },
          { lie: 'list-lag', value: 'ever' },
          { lie: 'create-error', value: 'systemerror', when: { probability: 0.25 } },
          { lie: 'task-id', value: 'a:b/' },
          { lie: 'orig-prompt', when: { probability: 1 } },
        ],
      },
    });
  });

  it.each([
    'nonsense',
    'clock-skew',
    'clock-skew=late',
    'list-lag=-1',
    'no-date=1',
    'no-date:0.5',
    'few-results=0',
    'create-error:2',
  ])('refuses %s', (lie) => {
    expect(readFlags(['--lie', lie])).toMatchObject({ ask: 'wrong', reason: expect.stringContaining('--lie') });
  });
});

describe('[simulate lie ...]', () => {
  it('asks for lies about the create and the task, and adds up', () => {
    expect(readMagicWords('[simulate lie orig-prompt=cut] x [simulate lie create-error]')).toEqual({
      ok: true,
      words: { lies: [{ lie: 'orig-prompt', value: 'cut' }, { lie: 'create-error' }] },
    });
  });

  it.each(['lie', 'lie nonsense', 'lie list-error', 'lie clock-skew=3', 'lie few-results=none'])(
    'refuses [simulate %s]',
    (word) => {
      expect(readMagicWords(`[simulate ${word}]`)).toMatchObject({ ok: false });
    },
  );
});
