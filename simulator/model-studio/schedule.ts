/** When tasks start and end: first in, first out, a fixed number running at once for each account. */
import { failureOf, type Task } from './task.ts';

/** A first-in, first-out queue in front of a fixed number of running tasks, for one account. */
export interface Schedule {
  /** Adds a task that was submitted now. */
  add(task: Task): void;
  /** Lets everything happen that is due at or before `now`, in the order of time. */
  advance(now: number): void;
  /** Takes a waiting task out; call after `advance`. */
  cancel(task: Task, now: number): void;
}

/** Milliseconds in which a task fails whose images cannot be used. */
const REJECTED_IMAGE_MS = 2000;

/** When a running task ends, or undefined while its images are still being checked. */
const endOf = (task: Task, failMs: number): number | undefined => {
  if (task.verdict === undefined || task.startedAt === undefined) return undefined;
  const runMs = task.verdict.verdict.ok ? task.plan.runMs : Math.min(task.plan.runMs, failMs);
  return Math.max(task.startedAt + runMs, task.verdict.decidedAt);
};

/**
 * Creates a schedule. No timers: the state at any instant is computed when it is read, so jumps of a virtual clock are exact.
 * `runningTasks` may fall over time, not rise. `speed` is the number of simulated seconds in one second of the clock.
 */
export const createSchedule = (runningTasks: (at: number) => number, speed: number): Schedule => {
  let waiting: Task[] = [];
  const running = new Set<Task>();
  /** Since when the slot that is free now has been free. */
  let freeSince = Number.NEGATIVE_INFINITY;

  const nextEnd = (): { task: Task; at: number } | undefined => {
    let first: { task: Task; at: number } | undefined;
    for (const task of running) {
      const at = endOf(task, REJECTED_IMAGE_MS / speed);
      if (at !== undefined && (first === undefined || at < first.at)) first = { task, at };
    }
    return first;
  };

  const nextStart = (): { task: Task; at: number } | undefined => {
    const task = waiting[0];
    if (task === undefined) return undefined;
    const at = Math.max(task.plan.eligibleAt, freeSince);
    return running.size < runningTasks(at) ? { task, at } : undefined;
  };

  const start = (task: Task, at: number): void => {
    waiting.shift();
    task.startedAt = at;
    running.add(task);
  };

  const end = (task: Task, at: number): void => {
    running.delete(task);
    if (running.size === runningTasks(at) - 1) freeSince = at;
    task.endedAt = at;
    const failure = failureOf(task);
    if (failure !== undefined) task.failure = failure;
  };

  return {
    add(task) {
      let place = waiting.length;
      while (place > 0 && (waiting[place - 1]?.plan.eligibleAt ?? 0) > task.plan.eligibleAt) place -= 1;
      waiting.splice(place, 0, task);
    },
    advance(now) {
      for (;;) {
        const starting = nextStart();
        const ending = nextEnd();
        if (starting !== undefined && starting.at <= now && (ending === undefined || starting.at <= ending.at)) {
          start(starting.task, starting.at);
        } else if (ending !== undefined && ending.at <= now) {
          end(ending.task, ending.at);
        } else {
          return;
        }
      }
    },
    cancel(task, now) {
      waiting = waiting.filter((other) => other !== task);
      task.canceledAt = now;
    },
  };
};
