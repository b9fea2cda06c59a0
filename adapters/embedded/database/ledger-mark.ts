/**
 * How many durable transactions a ledger has had, kept in it and in a file beside it: a ledger that knows of fewer than its mark is an
 * older one (a backup, or one whose `-wal` was removed), and would have done again, and paid again, what came after it.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '#core/errors.ts';

/** An open mark. */
export interface LedgerMark {
  /** Counts one more, within a transaction; what it answers writes that down, once the transaction is on the disk. */
  count(): () => void;
  close(): void;
}

/** Opens the mark in `file`, or begins it. Without a file nothing is counted. @throws Unavailable LEDGER_OUTDATED, or a system error */
export const openLedgerMark = (sqlite: DatabaseSync, ledger: string, file: string | undefined): LedgerMark => {
  if (file === undefined) return { count: () => () => undefined, close: () => undefined };
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  let counted = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  const marked = Number.parseInt(readFileSync(handle, 'utf8'), 10) || 0;
  if (marked > counted) {
    closeSync(handle);
    throw outdated(ledger, file);
  }
  return {
    count: () => {
      const next = counted + 1;
      sqlite.exec(`PRAGMA user_version = ${next}`);
      return () => {
        counted = next;
        writeDown(handle, next);
      };
    },
    close: () => closeSync(handle),
  };
};

/** A mark that is behind proves less, and harms nothing: so a failing disk stops no edit here. */
const writeDown = (handle: number, count: number): void => {
  try {
    writeSync(handle, String(count), 0);
  } catch {
    return;
  }
};

const outdated = (ledger: string, file: string): Unavailable =>
  new Unavailable({
    code: 'LEDGER_OUTDATED',
    message: `the ledger ${ledger} is older than its home: with it, what was edited since would be edited, and paid, again`,
    hint: `Put back the newest one, with its -wal if it had one. Or, to go on with this one: move what came since out of uploads/ and requests/, then delete ${file}.`,
  });
