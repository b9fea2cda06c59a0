import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { createProgressLine } from '#cli/output/progress-line.ts';
import type { EditView } from '#client/types.ts';

describe('the line of one edit', () => {
  const draw = (columns: number, statusText: string): string => {
    const written: string[] = [];
    const line = createProgressLine({
      err: (text) => void written.push(text),
      interactive: true,
      columns: () => columns,
      now: () => 0,
    });
    line.show({ statusText } as EditView);
    line.end();
    return stripVTControlCharacters(written[0] ?? '').replace('\r', '');
  };

  it('says what the edit does, and for how long', () => {
    expect(draw(80, 'Working')).toBe('⠙ Working  0 s');
  });

  it('never wraps: a line that does cannot be wiped', () => {
    expect(draw(12, '图片在排队')).toBe('⠙ 图片在排');
    for (const columns of [1, 2, 3, 7]) expect(stringWidth(draw(columns, '图片 👨‍👩‍👧 in the queue'))).toBeLessThan(columns);
  });
});
