/** Looks at one task again and again until it ends, it is better to wait outside, or the invocation has lasted long enough. */
import type { RunningEdit } from '#core/edit/edit.ts';
import { isOverdue, taskAge } from '#core/edit/task-age.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { type Problem, Unavailable } from '#core/errors.ts';
import { DEFAULT_PROFILE, profileName } from '#core/polling/duration-profile.ts';
import { lookEveryMs, nextLook, startOf, WAIT_SECONDS } from '#core/polling/schedule.ts';
import { MODEL } from '#core/service/limits.ts';
import type { TaskReport } from '#core/service/task.ts';
import { taskOverdue } from '#core/service/task-problems.ts';
import type { CheckStatusDeps } from './deps.ts';

/** The last word on a task. */
export type TaskEnd = Extract<TaskReport, { readonly status: 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'UNKNOWN' }>;

/** What the watch ended with. */
export type WatchOutcome =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'end'; readonly report: TaskEnd }
  | { readonly kind: 'overdue'; readonly problem: Problem };

/**
 * How long one invocation watches, in ms: nearly every task that was plausible at its beginning ends within it, so that the workflow
 * goes round once. The function's own timeout is 130 s.
 */
export const WATCH_MS = 110_000;

/**
 * A task that was just created may not be known everywhere yet: UNKNOWN counts as not started for this long, in ms. A task that seems to have been
 * submitted later than now tells that our clock was set back, not that it is new.
 */
const UNKNOWN_GRACE_MS = 60_000;

/** How soon to look again at a task that is not known yet, in seconds. */
const UNKNOWN_WAIT_SECONDS = 5;

/** Watches the task of an edit. @throws Unavailable when not one query succeeded, AccountProblem */
export const watchTask = async (deps: CheckStatusDeps, edit: RunningEdit): Promise<WatchOutcome> => {
  const { clock, ledger, model } = deps;
  const deadline = clock.now() + WATCH_MS;
  const profile = (await ledger.profile(profileName(MODEL, edit.parameters.n))) ?? DEFAULT_PROFILE;
  const capacity = (await ledger.controls()).capacity ?? deps.capacity;
  let answered = false;
  for (;;) {
    const report = await model.getTask(edit.taskId).catch((error: unknown) => ({ error }));
    const now = clock.now();
    if (!('error' in report)) {
      answered = true;
      if (report.status === 'UNKNOWN') {
        const isNew = Math.abs(now - edit.times.submittedAt) < UNKNOWN_GRACE_MS;
        return isNew ? { kind: 'wait', seconds: UNKNOWN_WAIT_SECONDS } : { kind: 'end', report };
      }
      if (isEnd(report)) return { kind: 'end', report };
      const seen = { ...edit, times: { ...edit.times, ...taskInstants(report.times) } };
      const age = taskAge(seen, now, report.clockOffsetMs);
      if (isOverdue(age)) return { kind: 'overdue', problem: taskOverdue(edit.taskId, report.status, age.ms) };
      const startedAt = startOf(seen);
      const next = nextLook({ status: report.status, startedAt, now, deadline, profile, capacity });
      if (next.kind === 'wait') return next;
      await clock.sleep(next.afterMs);
      continue;
    }
    const { error } = report;
    if (!(error instanceof Unavailable)) throw error;
    if (now + lookEveryMs(capacity) > deadline) {
      if (!answered) throw error;
      return { kind: 'wait', seconds: WAIT_SECONDS.min };
    }
    await clock.sleep(lookEveryMs(capacity));
  }
};

const isEnd = (report: TaskReport): report is TaskEnd => report.status !== 'PENDING' && report.status !== 'RUNNING';
