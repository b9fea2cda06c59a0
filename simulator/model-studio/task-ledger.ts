/** Every task of every account, what has happened to it, and when it is forgotten. */
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { Journal } from './journal.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Task, Verdict } from './task.ts';

/** All tasks of all accounts and what has happened to them. */
export interface TaskLedger {
  add(task: Task): void;
  /** Records whether the input images can be used. */
  inspected(task: Task, verdict: Verdict, now: number): void;
  cancel(task: Task, now: number): void;
  /** The account's task with this id, brought up to date, unless it has expired or belongs to somebody else. */
  find(account: string, id: string, now: number): Task | undefined;
  /** The account's tasks that have not expired, brought up to date, oldest first. */
  visible(account: string, now: number): readonly Task[];
  /** Every task ever created, brought up to date. */
  all(now: number): readonly Task[];
  byId(id: string): Task | undefined;
}

/** Creates the ledger and replays the journal into it. `onExpired` is called once for each task whose data may be deleted. */
export const createTaskLedger = (deps: {
  readonly runningTasks: (at: number) => number;
  readonly speed: number;
  readonly journal: Journal;
  readonly onExpired: (task: Task) => void;
}): TaskLedger => {
  const retentionMs = TASK_RETENTION_MS / deps.speed;
  const tasks = new Map<string, Task>();
  const accounts = new Map<string, { readonly schedule: Schedule; recent: Task[] }>();

  const queueOf = (account: string) => {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const created = { schedule: createSchedule(deps.runningTasks, deps.speed), recent: [] };
    accounts.set(account, created);
    return created;
  };

  const expired = (task: Task, now: number): boolean => now >= task.submittedAt + retentionMs;

  const add = (task: Task): void => {
    tasks.set(task.id, task);
    const queue = queueOf(task.account);
    queue.schedule.advance(task.submittedAt);
    queue.schedule.add(task);
    queue.recent.push(task);
    while (queue.recent[0] !== undefined && expired(queue.recent[0], task.submittedAt)) {
      const gone = queue.recent.shift();
      if (gone !== undefined) deps.onExpired(gone);
    }
  };

  const recordVerdict = (task: Task, verdict: Verdict, decidedAt: number): void => {
    queueOf(task.account).schedule.advance(decidedAt);
    task.verdict = { decidedAt, verdict };
  };

  const cancel = (task: Task, now: number): void => {
    const schedule = queueOf(task.account).schedule;
    schedule.advance(now);
    schedule.cancel(task, now);
  };

  for (const entry of deps.journal.read()) {
    const task = tasks.get(entry.id);
    if (entry.type === 'created') add({ ...entry });
    else if (task !== undefined && entry.type === 'inspected') recordVerdict(task, entry.verdict, entry.decidedAt);
    else if (task !== undefined && entry.type === 'canceled') cancel(task, entry.at);
  }
  for (const task of tasks.values()) {
    if (task.verdict !== undefined || task.canceledAt !== undefined) continue;
    const lost = { code: 'InternalError', message: 'The service was interrupted while it looked at the input images.' } as const;
    recordVerdict(task, { ok: false, ...lost }, task.submittedAt);
  }

  return {
    add(task) {
      const { id, requestId, account, request, plan, submittedAt } = task;
      deps.journal.write({ type: 'created', id, requestId, account, request, plan, submittedAt });
      add(task);
    },
    inspected(task, verdict, now) {
      deps.journal.write({ type: 'inspected', id: task.id, decidedAt: now, verdict });
      recordVerdict(task, verdict, now);
    },
    cancel(task, now) {
      deps.journal.write({ type: 'canceled', id: task.id, at: now });
      cancel(task, now);
    },
    find(account, id, now) {
      const task = tasks.get(id);
      if (task === undefined || task.account !== account || expired(task, now)) return undefined;
      queueOf(account).schedule.advance(now);
      return task;
    },
    visible(account, now) {
      const queue = queueOf(account);
      queue.schedule.advance(now);
      return queue.recent.filter((task) => !expired(task, now));
    },
    all(now) {
      for (const account of accounts.values()) account.schedule.advance(now);
      return [...tasks.values()];
    },
    byId: (id) => tasks.get(id),
  };
};
