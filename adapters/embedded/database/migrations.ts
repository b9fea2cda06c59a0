/** Steps that bring the schema of the database up to date. Ours: a list and a number in the file are all that one SQLite file needs. */
import { POOL_SCHEMA } from './pool-schema.ts';
import { WEBHOOK_SCHEMA } from './webhook-schema.ts';

/**
 * The schema, one step a version; a step never changes once released. Records are JSON beside the columns that are searched and
 * sorted by, so that a new optional field of an edit needs no migration.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE edits (
    edit_id       TEXT PRIMARY KEY,
    revision      INTEGER NOT NULL,
    state         TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    waiting_since INTEGER,
    search        TEXT NOT NULL,
    record        TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX edits_newest     ON edits (created_at, edit_id);
  CREATE INDEX edits_by_state   ON edits (state, created_at, edit_id);
  CREATE INDEX edits_waiting    ON edits (waiting_since, edit_id) WHERE waiting_since IS NOT NULL;
  CREATE INDEX edits_unfinished ON edits (updated_at, edit_id)
    WHERE state IN ('QUEUED', 'SUBMITTING', 'RUNNING', 'UNRESOLVED');

  CREATE TABLE tasks (
    task_id TEXT PRIMARY KEY,
    edit_id TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE budgets (
    day      TEXT NOT NULL,
    preset   TEXT NOT NULL,
    reserved INTEGER NOT NULL,
    charged  INTEGER NOT NULL,
    PRIMARY KEY (day, preset)
  ) WITHOUT ROWID;

  CREATE TABLE documents (
    name     TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    body     TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE executions (
    name       TEXT PRIMARY KEY,
    edit_id    TEXT NOT NULL,
    attempt    INTEGER NOT NULL,
    status     TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX executions_running ON executions (started_at, name) WHERE status = 'RUNNING';
  `,
  WEBHOOK_SCHEMA,
  POOL_SCHEMA,
];
