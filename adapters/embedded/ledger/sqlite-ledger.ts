/** The ledger on one machine: SQLite, every call one transaction. */
import { type Controls, NO_CONTROLS } from '#core/admission/controls.ts';
import { NO_LIMITS, type PoolLimits } from '#core/admission/pool-limits.ts';
import type { Edit } from '#core/edit/edit.ts';
import { effectsOf } from '#core/edit/ledger-effects.ts';
import type { DurationProfile } from '#core/polling/duration-profile.ts';
import type { BudgetCaps, ClaimOutcome, CommitConditions, CommitOutcome, Ledger, SweepProgress } from '#core/ports/ledger.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { answerFrom } from '../database/file-refused.ts';
import { createBudgetTable } from './budget-table.ts';
import { createDocumentTable } from './document-table.ts';
import { createEditTable } from './edit-table.ts';
import { createPoolTable } from './pool-table.ts';

const answer = answerFrom({
  code: 'LEDGER_UNAVAILABLE',
  message: "the ledger's file refused",
  hint: 'Check the free space and the rights of the home folder; the step is repeated by itself.',
});

/** A ledger that owns its file until closed. */
export interface SqliteLedger extends Ledger {
  /** Closes the file if this ledger opened it. */
  close(): void;
}

/** A ledger in `file` (`:memory:` keeps nothing), or in a database that is already open and stays its owner's to close. */
export const createSqliteLedger = (where: { readonly file: string } | { readonly database: Database }): SqliteLedger => {
  const database = 'database' in where ? where.database : openDatabase(where);
  const edits = createEditTable(database);
  const budgets = createBudgetTable(database);
  const documents = createDocumentTable(database);
  const pools = createPoolTable(database);
  const ownerOfTask = database.sqlite.prepare('SELECT edit_id FROM tasks WHERE task_id = ?');
  const ownTask = database.sqlite.prepare('INSERT OR IGNORE INTO tasks (task_id, edit_id) VALUES (?, ?)');

  const owner = (taskId: string): string | undefined => {
    const row = ownerOfTask.get(taskId);
    return row === undefined ? undefined : String(row.edit_id);
  };

  const claim = (edit: Edit, caps: BudgetCaps): ClaimOutcome => {
    const existing = edits.get(edit.editId);
    if (existing !== undefined) return { outcome: 'exists', edit: existing };
    const refusal = budgets.refusal(edit.budget, caps);
    if (refusal !== undefined) return { outcome: 'over-budget', ...refusal };
    const effects = effectsOf(undefined, edit);
    edits.insert(edit);
    if (effects.ownsTask !== undefined) ownTask.run(effects.ownsTask, edit.editId);
    if (effects.budget !== undefined) budgets.move(effects.budget);
    pools.apply(edit.editId, effects);
    return { outcome: 'claimed', edit };
  };

  const commit = (previous: Edit, next: Edit, conditions: CommitConditions): CommitOutcome => {
    const stored = edits.get(previous.editId);
    if (stored?.revision !== previous.revision || next.revision !== previous.revision + 1) return 'conflict';
    const effects = effectsOf(stored, next);
    const refused = pools.refusal(effects, conditions);
    if (refused !== undefined) return refused;
    if (effects.ownsTask !== undefined) {
      const before = owner(effects.ownsTask);
      if (before !== undefined && before !== next.editId) return 'task-taken';
      ownTask.run(effects.ownsTask, next.editId);
    }
    edits.replace(next);
    pools.apply(next.editId, effects);
    if (effects.budget !== undefined) budgets.move(effects.budget);
    return 'committed';
  };

  return {
    get: (editId) => answer(() => edits.get(editId)),
    claim: (edit, caps) => answer(() => database.transaction(() => claim(edit, caps), { durable: true })),
    commit: (previous, next, conditions = {}) =>
      answer(() => database.transaction(() => commit(previous, next, conditions), { durable: concernsMoney(previous, next) })),
    ownerOfTask: (taskId) => answer(() => owner(taskId)),
    list: (query) => answer(() => edits.list(query)),
    waiting: (limit) => answer(() => edits.waiting(limit)),
    waitingBefore: (instant) => answer(() => edits.waitingBefore(instant)),
    unfinished: (query) => answer(() => edits.unfinished(query)),
    pool: (name) =>
      answer(() => {
        const { used, ...lock } = pools.read(name);
        return { name, used: [used], ...lock, limits: (documents.read(`limits:${name}`) as PoolLimits | undefined) ?? NO_LIMITS };
      }),
    commitPoolLimits: (pool, next) => answer(() => documents.write(`limits:${pool}`, next)),
    sweepProgress: () => answer(() => documents.read('sweep') as SweepProgress | undefined),
    commitSweepProgress: (next) => answer(() => documents.write('sweep', next)),
    controls: () => answer(() => (documents.read('controls') as Controls | undefined) ?? NO_CONTROLS),
    setControls: (controls) => answer(() => documents.overwrite('controls', controls)),
    budgetUse: (day, preset) => answer(() => budgets.use(day, preset)),
    profile: (name) => answer(() => documents.read(`profile:${name}`) as DurationProfile | undefined),
    commitProfile: (name, next) => answer(() => documents.write(`profile:${name}`, next)),
    close: () => {
      if (!('database' in where)) database.close();
    },
  };
};

/** Writes that keep a task from being created twice must outlive a power cut: the attempt, its proof of failure, the task's id. */
const concernsMoney = (previous: Edit, next: Edit): boolean =>
  next.state !== previous.state || next.taskId !== previous.taskId || next.submission !== previous.submission;
