/**
 * When to look at a task next: wait, then watch.
 *
 * A lap through the workflow (Wait, Check status, Finished?) costs three state transitions, as much as about 45 s of the smallest
 * function. So the workflow sleeps, which is free, until a result becomes plausible (the 1st percentile of the service time, counted
 * from the instant the service started the task), and from then on one invocation looks about twice a second, which costs no more
 * than looking seldom and notices the end within a third of a second on average. A task that has not started cannot end before that
 * percentile from now, so waiting that long loses nothing. A later percentile would save little (7 s of watching at the 5th, 4 % of
 * the bill) and add more delay than looking closely takes away; docs/performance.md has the figures.
 */
import type { Edit } from '../edit/edit.ts';
import { serviceOffsetMs } from '../edit/service-clock.ts';
import { SERVICE_RATE } from '../service/limits.ts';
import { type DurationProfile, meanSeconds, quantileSeconds, Z_SCORE } from './duration-profile.ts';

/** What to do next: leave and come back, sleep here and look again, or keep looking. */
export type NextLook =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'watch'; readonly afterMs: number; readonly everyMs: number };

/** What a look found, all instants in epoch ms by our clock. */
export interface Look {
  readonly status: 'PENDING' | 'RUNNING';
  /** When the service started the task, or the best that is known: when it was submitted. */
  readonly startedAt: number;
  readonly now: number;
  /** When this invocation must have answered. */
  readonly deadline: number;
  readonly profile: DurationProfile;
  /** Edits that may be with the service at once: they share the queries. */
  readonly capacity: number;
}

/** Sleeping up to this long inside an invocation is cheaper than another lap through the workflow, in ms. */
export const SLEEP_IN_PLACE_MS = 15_000;

/** Bounds of one wait of the workflow, in seconds. */
export const WAIT_SECONDS = { min: 1, max: 300 } as const;

/** Queries a second that all watchers together may make; the rest of the service's allowance is for everything else. */
const WATCH_QUERIES_PER_SECOND = SERVICE_RATE.queriesPerSecond * 0.8;

/** Least interval between two looks at one task, in ms: what the default capacity may do anyway. */
const CLOSEST_LOOK_MS = 400;

/** Beyond this many times the 99th percentile a task is looked at, not watched. */
const OVERDUE_FACTOR = 2;

/**
 * A task that has not started is left alone for this part of the time that it waits already: where the service starts nothing for
 * hours, laps of a quarter of a minute would fill the 25,000 events that an execution may have.
 */
const PENDING_PART = 60;

/** Fewer finished tasks than this make the profile a guess: its spread is widened for the first wait. */
const TRUSTED_COUNT = 4;

/** Interval of looks at one task such that all watchers together stay below the account's query rate, in ms. */
export const lookEveryMs = (capacity: number): number =>
  Math.max(CLOSEST_LOOK_MS, Math.ceil((capacity * 1000) / WATCH_QUERIES_PER_SECOND));

/** Seconds after its start before which a task hardly ever ends. */
export const plausibleSeconds = (profile: DurationProfile): number => {
  const widened = { ...profile, varianceLog: profile.varianceLog * (1 + TRUSTED_COUNT / (profile.count + TRUSTED_COUNT)) };
  return quantileSeconds(widened, Z_SCORE.p1);
};

/** Whole seconds of the wait after a submit. `ahead`: edits with the service beyond those it runs at once, which start first. */
export const firstWaitSeconds = (profile: DurationProfile, ahead: number): number => {
  const queued = (Math.max(0, ahead) * meanSeconds(profile)) / SERVICE_RATE.runningTasks / 2;
  return wholeSeconds(plausibleSeconds(profile) + queued);
};

/** Start of a task by our clock, epoch ms: when the service scheduled it, else when it was submitted. */
export const startOf = (edit: Pick<Edit, 'submission' | 'times'>): number => {
  const startedAt = edit.times.taskScheduledAt ?? edit.times.taskSubmittedAt;
  return startedAt === undefined ? (edit.times.submittedAt ?? edit.times.createdAt) : startedAt + serviceOffsetMs(edit);
};

/** A start that lies further ahead than this tells that our clock was set back, in ms: then the task counts as started now. */
const MAX_AHEAD_MS = 60_000;

/** What to do after a look that found the task unfinished. */
export const nextLook = ({ status, startedAt, now, deadline, profile, capacity }: Look): NextLook => {
  const plausible = plausibleSeconds(profile);
  const elapsedMs = startedAt - now > MAX_AHEAD_MS ? 0 : now - startedAt;
  const elapsed = elapsedMs / 1000;
  if (status === 'PENDING') return { kind: 'wait', seconds: wholeSeconds(Math.max(plausible, elapsed / PENDING_PART)) };
  if (elapsed > OVERDUE_FACTOR * quantileSeconds(profile, Z_SCORE.p99)) {
    return { kind: 'wait', seconds: wholeSeconds(elapsed / 10) };
  }
  const everyMs = lookEveryMs(capacity);
  const idleMs = plausible * 1000 - elapsedMs;
  if (idleMs > SLEEP_IN_PLACE_MS) return { kind: 'wait', seconds: wholeSeconds(idleMs / 1000) };
  const afterMs = Math.max(everyMs, idleMs);
  if (now + afterMs > deadline) return { kind: 'wait', seconds: WAIT_SECONDS.min };
  return { kind: 'watch', afterMs, everyMs };
};

const wholeSeconds = (seconds: number): number => Math.min(WAIT_SECONDS.max, Math.max(WAIT_SECONDS.min, Math.floor(seconds)));
