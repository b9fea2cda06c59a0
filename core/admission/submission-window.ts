/**
 * The window of a submission: when a create whose outcome is unknown can have reached the service. Every figure of it is here.
 *
 *     0 s        7 s                              37 s        47 s    50 s        60 s
 *     lock taken |  latest begin + 30 s timeout -> |  + 10 s   |       | - 10 s    lock lapses
 *
 * A create begins at most 7 s after its create lock was taken and is given up 30 s later, so by our clock it falls into the first 37 s.
 * The service's clock is read from its answers: each known difference shifts the window, and several of them (ours jumped in between)
 * widen it to all that they allow. Read to 10 s, it shows a task of this lock at 47 s at the latest, and a task of the next lock, which
 * is taken at 60 s at the earliest, at 50 s at the earliest: windows of two successive locks share no instant.
 */
import type { Submission } from '../edit/edit-record.ts';
import { TASK_RETENTION_MS } from '../service/limits.ts';

/** A create is given up after this long without an answer, in ms. Assumed: the guide names no bound; a create takes about 0.3 s. */
export const CREATE_TIMEOUT_MS = 30_000;

/** How long a create lock is held at most, in ms; it is free as soon as the outcome of the create is known. */
export const CREATE_LOCK_MS = 60_000;

/** How long a create lock outlasts the latest create that it allows, in ms: twice {@link CLOCK_SKEW_MS}, and a margin of 3 s. */
export const CREATE_LOCK_TAIL_MS = 23_000;

/** A create that would begin later than this after its lock was taken is not begun, in ms. */
export const LATEST_CREATE_MS = CREATE_LOCK_MS - CREATE_LOCK_TAIL_MS - CREATE_TIMEOUT_MS;

/** A reading of the service's clock is right to this, in ms. `Date` headers have whole seconds; the rest is assumed. */
export const CLOCK_SKEW_MS = 10_000;

/** When every candidate has ended and none can be told apart, a person decides after this long, in ms. Assumed: longer than most tasks take. */
export const UNDECIDED_MS = 5 * 60_000;

/** Known differences of the clocks: the service's minus ours, in ms, at least one. */
export type ClockOffsets = readonly [number, ...number[]];

/** Whether a reading says something that the known ones do not cover. */
export const isNewOffset = (offsets: readonly number[], offsetMs: number): boolean =>
  offsets.length === 0 || offsetMs < Math.min(...offsets) - CLOCK_SKEW_MS || offsetMs > Math.max(...offsets) + CLOCK_SKEW_MS;

/** A reading this soon after the attempt began, in ms by our clock, tells with the one before it of the clocks at that time. Assumed. */
const CLOCK_AFTER_MS = 5 * 60_000;

/** Whether a reading of the service's clock now is the one that is kept with the submission. */
export const tellsClockAfter = ({ startedAt, clockOffsetMs, clockAfterMs }: Submission, now: number): boolean =>
  clockOffsetMs !== undefined && clockAfterMs === undefined && now >= startedAt && now - startedAt <= CLOCK_AFTER_MS;

/** Whether the known differences contradict each other, so that the window is wider than one create lock. */
export const isBlurred = (offsets: ClockOffsets): boolean => Math.max(...offsets) - Math.min(...offsets) > CLOCK_SKEW_MS;

/** When the window is over by the service's clock (epoch ms): no create of this submission arrives later. */
export const closedAt = ({ until }: Submission, offsets: ClockOffsets): number => until + Math.max(...offsets) + CLOCK_SKEW_MS;

/** A list is taken for one that may have dropped a task this long before the service does, in ms. Assumed. */
const FORGETS_EARLY_MS = 10 * 60_000;

/** Whether the service may have forgotten a task of this submission when it was asked (epoch ms, our clock). */
export const mayBeForgotten = ({ startedAt }: Submission, offsets: ClockOffsets, askedAt: number): boolean =>
  askedAt + Math.max(...offsets) - (startedAt + Math.min(...offsets)) > TASK_RETENTION_MS - FORGETS_EARLY_MS;

/**
 * Whether the service has forgotten a task of this submission: by its own clock, as it was then (`clockOffsetMs`) and is now (`offsetMs`);
 * where only one of them is known, the clocks are taken to have been as far apart all the time.
 */
export const isSubmissionForgotten = (
  { startedAt, clockOffsetMs }: Submission,
  offsetMs: number | undefined,
  now: number,
): boolean => {
  const [then, today] = [clockOffsetMs ?? offsetMs ?? 0, offsetMs ?? clockOffsetMs ?? 0];
  return now + today - (startedAt + then) > TASK_RETENTION_MS;
};

/** Whether a task created at this instant of the service's clock can be the one of this submission; `margin`, in ms, widens the window. */
export const inSubmissionWindow = (
  { startedAt, until }: Submission,
  offsets: ClockOffsets,
  createdAt: number,
  margin = 0,
): boolean =>
  createdAt >= startedAt + Math.min(...offsets) - CLOCK_SKEW_MS - margin &&
  createdAt <= until - CREATE_LOCK_TAIL_MS + Math.max(...offsets) + CLOCK_SKEW_MS + margin;

/** Whether a task whose create began at `startedAt` (epoch ms, our clock) is dated by a clock whose difference from ours is known. */
export const isDatedByKnownClock = (startedAt: number, offsets: ClockOffsets, createdAt: number): boolean =>
  offsets.some((offsetMs) =>
    inSubmissionWindow({ attempt: 0, startedAt, until: startedAt + CREATE_LOCK_MS }, [offsetMs], createdAt),
  );
