/** Says what a command waits for: at once on a terminal's own line, elsewhere when it lasts. */
import type { EditView } from '#client/types.ts';
import type { CommandIo } from '../command.ts';
import { jsonLine } from '../output/print.ts';
import { ago } from '../output/tables.ts';
import type { Wait } from './describe-wait.ts';
import type { WaitTime } from './wait-for-edit.ts';

/** A wait for one thing that is shorter than this is not worth a line, in ms. */
const QUICK_MS = 5_000;
/** How often a wait that lasts is told again, in ms. */
const AGAIN_MS = 60_000;

/** Where lines go. */
export interface WaitReporterOptions {
  /** Lines as JSON objects, `{ "event": "waiting", ... }`, still on standard error. */
  readonly json: boolean;
  /** How a person calls the edit, before the line; left out where there is only one. */
  readonly name?: string | undefined;
  readonly say: (text: string) => void;
  readonly time: Pick<WaitTime, 'elapsed' | 'now'>;
}

/** Tells one edit's waits, one after the other. A terminal shows them on its progress line unless they are JSON. */
export const createWaitReporter = (
  { interactive }: Pick<CommandIo, 'interactive'>,
  { json, name, say, time }: WaitReporterOptions,
): ((edit: EditView, wait: Wait) => void) => {
  let current: { readonly what: Wait['for']; readonly began: number; saidAt?: number } | undefined;
  return (edit, wait) => {
    const now = time.elapsed();
    if (current?.what !== wait.for) current = { what: wait.for, began: now };
    const waited = now - current.began;
    const urgent = wait.for === 'resume' || wait.for === 'answer';
    if ((!urgent && waited < QUICK_MS) || now - (current.saidAt ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    if (interactive && !json && !urgent) return;
    current.saidAt = now;
    say(
      json
        ? jsonLine({ event: 'waiting', id: edit.id, ...wait })
        : `${name === undefined ? '' : `${name}: `}${lineOf(wait, time.now())}\n`,
    );
  };
};

const lineOf = ({ text, since, next }: Wait, now: number): string => `${text} (since ${ago(since, now)}); next: ${next}`;
