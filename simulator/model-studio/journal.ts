/** What the task service writes to disk, so that a simulator started again on its folder has the same tasks. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { accountOf } from './account.ts';
import type { Task, Verdict } from './task.ts';

/** What a service writes down so that it can be started again; replaying the entries gives the same state. */
export type JournalEntry =
  | ({ readonly type: 'created' } & Pick<Task, 'id' | 'requestId' | 'account' | 'request' | 'plan' | 'submittedAt'>)
  | { readonly type: 'inspected'; readonly id: string; readonly decidedAt: number; readonly verdict: Verdict }
  | { readonly type: 'canceled'; readonly id: string; readonly at: number };

/** Where entries go. */
export interface Journal {
  read(): readonly JournalEntry[];
  write(entry: JournalEntry): void;
}

/** Keeps nothing. */
export const noJournal: Journal = { read: () => [], write: () => undefined };

/** Fields by the names that they had until version 0.2. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  settledAt: 'decidedAt',
  pictures: 'images',
  pictureFailures: 'imageFailures',
};

/** For `JSON.parse`: gives a field today's name. Until version 0.2 the key itself was written down; only its hash stays. */
function withCurrentName(this: Record<string, unknown>, name: string, value: unknown): unknown {
  if (name === 'apiKey' && typeof value === 'string') {
    this.account = accountOf(value);
    return undefined;
  }
  const current = Object.hasOwn(FORMER_NAMES, name) ? FORMER_NAMES[name] : undefined;
  if (current === undefined) return value;
  this[current] = value;
  return undefined;
}

const parseLine = (line: string): JournalEntry | undefined => {
  try {
    return JSON.parse(line, withCurrentName) as JournalEntry;
  } catch {
    return undefined;
  }
};

/**
 * Keeps entries in a file, one JSON object a line. Lines cut short by a crash are skipped, and tasks submitted before
 * `keepAfter` (milliseconds since 1970) are dropped from the file when it is opened.
 */
export const createFileJournal = (file: string, keepAfter: number): Journal => {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const all = lines.map(parseLine).filter((entry): entry is JournalEntry => entry !== undefined);
  const kept = new Set(all.flatMap((entry) => (entry.type === 'created' && entry.submittedAt > keepAfter ? [entry.id] : [])));
  const entries = all.filter((entry) => kept.has(entry.id));
  writeFileSync(`${file}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  renameSync(`${file}.new`, file);
  return {
    read: () => entries,
    write: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
  };
};
