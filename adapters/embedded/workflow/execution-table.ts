/** Executions as rows, so that a process that was killed knows which ones it owes. */
import type { Database } from '../database/database.ts';

/** How an execution stands. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED';

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
  end(name: string, status: Exclude<ExecutionStatus, 'RUNNING'>, now: number): void;
  status(name: string): ExecutionStatus | undefined;
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
  const end = sqlite.prepare("UPDATE executions SET status = ?, ended_at = ? WHERE name = ? AND status = 'RUNNING'");
  const status = sqlite.prepare('SELECT status FROM executions WHERE name = ?');
  const running = sqlite.prepare(
    "SELECT name, edit_id, attempt FROM executions WHERE status = 'RUNNING' ORDER BY started_at, name",
  );
  const forget = sqlite.prepare("DELETE FROM executions WHERE status <> 'RUNNING' AND ended_at < ?");
  return {
    insert: ({ name, editId, attempt }, now) => transaction(() => insert.run(name, editId, attempt, now).changes === 1),
    end: (name, how, now) => transaction(() => void end.run(how, now, name)),
    status: (name) => status.get(name)?.status as ExecutionStatus | undefined,
    running: () =>
      running.all().map((row) => ({ name: String(row.name), editId: String(row.edit_id), attempt: Number(row.attempt) })),
    forget: (instant) => transaction(() => void forget.run(instant)),
  };
};
