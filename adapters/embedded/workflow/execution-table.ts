/** Executions as rows, so that a process that was killed knows which ones it owes. */

import type { Failure } from '#core/edit/failure.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import type { Database } from '../database/database.ts';

/** One execution of the workflow file. */
export interface Execution {
  readonly name: string;
  readonly editId: string;
  readonly attempt: number;
}

/** Remembers executions. */
export interface ExecutionTable {
  /** `false` when the name was taken. */
  insert(execution: Execution, now: number): boolean;
  /** `failure`: what it failed with; absent when it succeeded. */
  end(name: string, now: number, failure?: Failure): void;
  status(name: string): ExecutionStatus;
  /** Those that never ended, oldest first. */
  running(): readonly Execution[];
  /** Forgets executions that ended before `instant` (epoch ms). */
  forget(instant: number): void;
}

/** Statements over the table `executions`. */
export const createExecutionTable = ({ sqlite, transaction }: Database): ExecutionTable => {
  const insert = sqlite.prepare(
    "INSERT OR IGNORE INTO executions (name, edit_id, attempt, status, started_at) VALUES (?, ?, ?, 'RUNNING', ?)",
  );
  const end = sqlite.prepare("UPDATE executions SET status = ?, ended_at = ?, failure = ? WHERE name = ? AND status = 'RUNNING'");
  const status = sqlite.prepare('SELECT status, failure FROM executions WHERE name = ?');
  const running = sqlite.prepare(
    "SELECT name, edit_id, attempt FROM executions WHERE status = 'RUNNING' ORDER BY started_at, name",
  );
  const forget = sqlite.prepare("DELETE FROM executions WHERE status <> 'RUNNING' AND ended_at < ?");
  return {
    insert: ({ name, editId, attempt }, now) => transaction(() => insert.run(name, editId, attempt, now).changes === 1),
    end: (name, now, failure) =>
      transaction(() =>
        failure === undefined
          ? void end.run('SUCCEEDED', now, null, name)
          : void end.run('FAILED', now, JSON.stringify(failure), name),
      ),
    status: (name) => {
      const row = status.get(name);
      if (row === undefined) return { status: 'NONE' };
      if (row.status !== 'FAILED') return { status: row.status === 'RUNNING' ? 'RUNNING' : 'SUCCEEDED' };
      return { status: 'FAILED', failure: row.failure === null ? {} : (JSON.parse(String(row.failure)) as Failure) };
    },
    running: () =>
      running.all().map((row) => ({ name: String(row.name), editId: String(row.edit_id), attempt: Number(row.attempt) })),
    forget: (instant) => transaction(() => void forget.run(instant)),
  };
};
