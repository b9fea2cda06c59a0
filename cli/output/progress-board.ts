/** Several lines on a terminal that say how far many edits are; nothing when standard error is no terminal. */
import { styleText } from 'node:util';
import type { EditView } from '#client/types.ts';
import type { CommandIo } from '../command.ts';
import { progressText } from './progress-line.ts';
import { cutEnd, cutStart, padEnd, widthOf } from './text-width.ts';

/** Lines that are drawn over themselves, one for each edit under way, and one that sums up. */
export interface ProgressBoard {
  /** What an edit does now; `name` is how the person calls it. */
  show(name: string, edit: EditView): void;
  /** The edit has ended and its line goes away. */
  end(name: string, outcome: 'done' | 'failed'): void;
  /** Lines for standard error that stay, above the board. */
  say(text: string): void;
  /** Lines for standard output, with the board out of their way. */
  print(text: string): void;
  /** Draws nothing more and wipes what is drawn, so that something else can be printed. */
  close(): void;
}

const LINES = 8;
const REDRAW_MS = 200;

/** The lines of a board as they are, for `total` edits. */
export const boardLines = (
  active: ReadonlyMap<string, { readonly edit: EditView; readonly since: number }>,
  counts: { readonly done: number; readonly failed: number; readonly total: number },
  now: number,
): readonly string[] => {
  const shown = [...active].slice(0, LINES);
  const width = Math.min(32, Math.max(0, ...shown.map(([name]) => widthOf(oneLine(name)))));
  const lines = shown.map(
    ([name, { edit, since }]) =>
      `  ${padEnd(shortened(oneLine(name), width), width)}  ${progressText(edit, Math.floor((now - since) / 1000))}`,
  );
  const more = active.size > LINES ? [`  and ${active.size - LINES} more under way`] : [];
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} not`;
  return [...lines, ...more, `${counts.done} of ${counts.total} done${failed}`];
};

/** Line breaks and tabs in a name would move the cursor. */
const oneLine = (name: string): string => name.replace(/[\s\p{Cc}]+/gu, ' ');

const shortened = (name: string, width: number): string => (widthOf(name) <= width ? name : `…${cutStart(name, width - 1)}`);

/** A board on standard error. */
export const createProgressBoard = (
  io: Pick<CommandIo, 'out' | 'err' | 'interactive' | 'columns' | 'now'>,
  total: number,
): ProgressBoard => {
  if (!io.interactive) return { show: () => undefined, end: () => undefined, say: io.err, print: io.out, close: () => undefined };
  const active = new Map<string, { readonly edit: EditView; readonly since: number }>();
  const counts = { done: 0, failed: 0, total };
  let drawn = 0;
  const wipe = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`);
  const draw = (): void => {
    // A line that wraps would be two to wipe.
    const lines = boardLines(active, counts, io.now()).map((line) => cutEnd(line, io.columns() - 1));
    const colored = lines.map((line, index) =>
      index === lines.length - 1 ? styleText('cyan', line, { validateStream: false }) : line,
    );
    io.err(`${wipe()}${colored.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    show: (name, edit) => {
      active.set(name, { edit, since: active.get(name)?.since ?? io.now() });
      draw();
    },
    end: (name, outcome) => {
      active.delete(name);
      counts[outcome] += 1;
      draw();
    },
    say: (text) => {
      io.err(`${wipe()}${text}`);
      drawn = 0;
      draw();
    },
    print: (text) => {
      io.err(wipe());
      drawn = 0;
      io.out(text);
      draw();
    },
    close: () => {
      clearInterval(timer);
      io.err(wipe());
      drawn = 0;
    },
  };
};
