import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgressBoard } from '#cli/output/progress-board.ts';
import type { EditView } from '#client/types.ts';

const plain = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));

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
