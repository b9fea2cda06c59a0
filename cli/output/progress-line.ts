/** One line on a terminal that says how far an edit is; nothing when standard error is no terminal. */
import { styleText } from 'node:util';
import type { EditView } from '#client/types.ts';
import type { CommandIo } from '../command.ts';
import { cutEnd } from './text-width.ts';

/** A line that is drawn over itself. */
export interface ProgressLine {
  show(edit: EditView): void;
  /** A line for standard error that stays, in place of the progress. */
  say(text: string): void;
  /** Wipes the line away. */
  end(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** What the line says, `seconds` after the edit was ordered. */
export const progressText = (edit: EditView, seconds: number): string => {
  const place = edit.queuePosition === undefined ? '' : ` (number ${edit.queuePosition} in the queue)`;
  return `${edit.statusText}${place}  ${seconds} s`;
};

/** A progress line on standard error. */
export const createProgressLine = (io: Pick<CommandIo, 'err' | 'interactive' | 'columns' | 'now'>): ProgressLine => {
  if (!io.interactive) return { show: () => undefined, say: io.err, end: () => undefined };
  const startedAt = io.now();
  let latest: EditView | undefined;
  let frame = 0;
  const draw = (): void => {
    if (latest === undefined) return;
    frame += 1;
    const seconds = Math.floor((io.now() - startedAt) / 1000);
    const line = cutEnd(`${FRAMES[frame % FRAMES.length]} ${progressText(latest, seconds)}`, io.columns() - 1);
    const spinner = styleText('cyan', line.slice(0, 1), { validateStream: false });
    io.err(`\r\u001b[2K${spinner}${line.slice(1)}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    show: (edit) => {
      latest = edit;
      draw();
    },
    say: (text) => io.err(`\r\u001b[2K${text}`),
    end: () => {
      clearInterval(timer);
      if (latest !== undefined) io.err('\r\u001b[2K');
      latest = undefined;
    },
  };
};
