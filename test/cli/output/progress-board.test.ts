import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { createProgressBoard } from '#cli/output/progress-board.ts';
import type { EditView } from '#client/types.ts';

const plain = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));
const any = fc
  .array(fc.oneof(plain, fc.constantFrom('图片', '👨‍👩‍👧', '\n', '\t', '한글')), { minLength: 1 })
  .map((parts) => parts.join(''));

describe('the board of many edits', () => {
  const draw = (columns: number, names: readonly string[]): string => {
    const written: string[] = [];
    const err = (text: string): void => void written.push(text);
    const board = createProgressBoard({ out: err, err, interactive: true, columns: () => columns, now: () => 0 }, names.length);
    for (const name of names) board.show(name, { statusText: 'The service is working on it' } as EditView);
    board.close();
    return written.at(-2) ?? '';
  };

  it('never draws a line that wraps, nor more lines than fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.uniqueArray(any, { minLength: 1, maxLength: 20 }), (columns, names) => {
        const lines = stripVTControlCharacters(draw(columns, names)).trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(10);
        for (const line of lines) expect(stringWidth(line)).toBeLessThan(columns);
      }),
    );
  });
  it('begins what edits do at the same column, however wide their names are', () => {
    const lines = stripVTControlCharacters(draw(100, ['图片.png', 'photo.png', '图'.repeat(20), '👨‍👩‍👧']))
      .split('\n')
      .slice(0, 4);
    const columnsBefore = lines.map((line) => stringWidth(line.slice(0, line.indexOf('The service'))));
    expect(columnsBefore).toEqual([36, 36, 36, 36]);
  });
  it('prints nothing when standard error is no terminal', () => {
    const board = createProgressBoard(
      { out: () => undefined, err: () => expect.unreachable(), interactive: false, columns: () => 80, now: () => 0 },
      1,
    );
    board.show('a', { statusText: 'x' } as EditView);
    board.end('a', 'done');
    board.close();
  });
});
