import { describe, expect, it } from 'vitest';
import { CASES } from '../../cases/all.ts';
import { type Case, endOf } from '../../cases/case.ts';
import { delivered } from '../../cases/right.ts';
import { holds, report, runCase } from '../../cases/run-cases.ts';
import { runEdits } from '../../cases/run-edits.ts';

const caseNamed = (part: string): Case => {
  const found = CASES.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`there is no case about ${part}`);
  return found;
};

describe('the cases', () => {
  it('are nine ways to pay twice and seventeen to lose a result, each told once', () => {
    expect(Object.entries(Object.groupBy(CASES, ({ about }) => about)).map(([about, of]) => [about, of?.length])).toEqual([
      ['paid twice', 9],
      ['lost result', 17],
    ]);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    expect(CASES.filter(({ variants }) => variants.length === 0)).toEqual([]);
  });

  it.each([
    'HTTP 500 with a documented code',
    'http://',
    'n=2 and one result',
    'set back by hours',
    'cannot be read, or is dead',
  ])('hold: %s', async (part) => {
    const line = await runCase(caseNamed(part));
    expect(line.ran.flatMap(({ wrong }) => wrong)).toEqual([]);
  });
});

describe('a line', () => {
  const wrongly: Case = {
    about: 'paid twice',
    name: 'two edits where one is right',
    variants: [
      { name: 'one', ...delivered(), run: () => runEdits({}) },
      { name: 'two', ...delivered(), run: () => runEdits({ edits: 2 }) },
      {
        name: 'none',
        ...delivered(),
        run: async () => {
          throw new Error('no run');
        },
      },
    ],
  };

  it('says of what was seen whether it is right, and shows what is not', async () => {
    const line = await runCase(wrongly);
    expect(line.ran.map(({ wrong }) => wrong.length > 0)).toEqual([false, true, true]);
    expect(holds(line)).toBe(false);
    expect(line.ran[1]?.seen).toMatchObject({ posts: 2, accepted: 2, billed: 2, kept: 2, manifests: 2, booked: 2, leaks: [] });
    expect(line.ran.map(({ seen }) => seen && endOf(seen))).toEqual(['SUCCEEDED', 'SUCCEEDED, SUCCEEDED', undefined]);
    const text = report([line]);
    expect(text).toContain('NO (1 of 3)');
    expect(text).toContain('- two edits where one is right: two: 2 POSTs; 2 accepted');
    expect(text).toContain('none: the run broke: Error: no run');
  });
});
