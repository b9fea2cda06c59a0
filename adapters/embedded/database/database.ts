/** The SQLite file that holds the ledger and the executions, opened for one writing process. */

import { DatabaseSync } from 'node:sqlite';
import { EditError, type Problem, Unavailable } from '#core/errors.ts';
import { asRefusal, fileRefused } from './file-refused.ts';
import { openLedgerMark } from './ledger-mark.ts';
import { MIGRATIONS } from './migrations.ts';

/** An open database. */
export interface Database {
  readonly sqlite: DatabaseSync;
  /**
   * Runs `work` as one transaction and answers what it answers; rolls back and rethrows when it throws. `durable` waits until the
   * disk has it: said for everything that could cost money when a power cut undid it.
   */
  transaction<T>(work: () => T, options?: { readonly durable?: boolean }): T;
  close(): void;
}

/**
 * Opens a database file (or `:memory:`) and brings its schema up to date; `markFile` tells whether it is the newest one of its home.
 * @throws Unavailable DATABASE_TOO_NEW, DATABASE_UNUSABLE, LEDGER_OUTDATED
 */
export const openDatabase = ({ file, markFile }: { readonly file: string; readonly markFile?: string }): Database => {
  const { sqlite, mark } = open(file, markFile);
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commit = sqlite.prepare('COMMIT');
  const rollback = sqlite.prepare('ROLLBACK');
  let durable = true;

  const transaction = <T>(work: () => T, options: { readonly durable?: boolean } = {}): T => {
    const wanted = options.durable ?? false;
    if (wanted !== durable) sqlite.exec(`PRAGMA synchronous = ${wanted ? 'FULL' : 'NORMAL'}`);
    durable = wanted;
    begin.run();
    try {
      const answer = work();
      const writeDown = wanted ? mark.count() : undefined;
      commit.run();
      writeDown?.();
      return answer;
    } catch (error) {
      if (sqlite.isTransaction) rollback.run();
      throw error;
    }
  };

  const database: Database = {
    sqlite,
    transaction,
    close: () => {
      if (!sqlite.isOpen) return;
      sqlite.close();
      mark.close();
    },
  };
  try {
    migrate(database, file);
  } catch (error) {
    database.close();
    throw asRefusal(unusable(file), error, 'starting');
  }
  return database;
};

const unusable = (file: string): Problem => ({
  code: 'DATABASE_UNUSABLE',
  message: `the ledger ${file} cannot be opened`,
  hint: 'Start again then; a damaged file is best kept as a copy before a backup is put back.',
});

const open = (file: string, markFile: string | undefined) => {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = new DatabaseSync(file, { timeout: 5000 });
    refuseDamaged(sqlite);
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY');
    return { sqlite, mark: openLedgerMark(sqlite, file, markFile) };
  } catch (cause) {
    if (sqlite?.isOpen) sqlite.close();
    throw cause instanceof EditError ? cause : fileRefused(unusable(file), cause, 'starting');
  }
};

/** A damaged page may be read only weeks later, in the middle of an edit: the whole file is looked through before anything is begun. */
const refuseDamaged = (sqlite: DatabaseSync): void => {
  const found = sqlite.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw Object.assign(new Error(`it is damaged: ${String(found)}`), DAMAGED);
};

/** As SQLite itself tells of it when it reads such a page. */
const DAMAGED = { code: 'ERR_SQLITE_ERROR', errcode: 11 };

const migrate = (database: Database, file: string): void => {
  const { sqlite } = database;
  sqlite.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)');
  const row = sqlite.prepare('SELECT max(version) AS version FROM migrations').get();
  const version = Number(row?.version ?? 0);
  if (version > MIGRATIONS.length) {
    throw new Unavailable({
      code: 'DATABASE_TOO_NEW',
      message: `the ledger ${file} has schema ${version}; this Darkroom knows ${MIGRATIONS.length}`,
      hint: 'Start the newer Darkroom that wrote it, or use another DARKROOM_HOME.',
    });
  }
  const note = sqlite.prepare("INSERT INTO migrations (version, applied_at) VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ'))");
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.transaction(
      () => {
        sqlite.exec(sql);
        note.run(index + 1);
      },
      { durable: true },
    );
  }
};
