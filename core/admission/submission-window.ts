/**
 * The window of a submission: when a create whose outcome is unknown can have reached the service. Every figure of it is here.
 *
 *     0 s        7 s                              37 s        47 s    50 s        60 s
 *     lock taken |  latest begin + 30 s timeout -> |  + 10 s   |       | - 10 s    lock lapses
 *
 * A create begins at most 7 s after its create lock was taken and is given up 30 s later, so by our clock it falls into the first 37 s.
 * If the service's clock differs from ours by at most 10 s, it shows a task of this lock at 47 s at the latest, and a task of the next
 * lock, which is taken at 60 s at the earliest, at 50 s at the earliest: windows of two successive locks share no instant.
 */
import type { Submission } from '../edit/edit-record.ts';

/** A create is given up after this long without an answer, in ms. Assumed: the guide names no bound; a create takes about 0.3 s. */
export const CREATE_TIMEOUT_MS = 30_000;

/** How long a create lock is held at most, in ms; it is released as soon as the outcome of the create is known. */
export const CREATE_LOCK_MS = 60_000;

/** How long a create lock outlasts the latest create that it allows, in ms: twice {@link CLOCK_SKEW_MS}, and a margin of 3 s. */
export const CREATE_LOCK_TAIL_MS = 23_000;

/** A create that would begin later than this after its lock was taken is not begun, in ms. */
export const LATEST_CREATE_MS = CREATE_LOCK_MS - CREATE_LOCK_TAIL_MS - CREATE_TIMEOUT_MS;

/** The service's clock and ours agree to this, in ms. Assumed: NTP keeps both within a second; `Date` headers have whole seconds. */
export const CLOCK_SKEW_MS = 10_000;

/** A new task shows in the service's task list within this time, in ms. Assumed: the guide promises nothing. */
export const LIST_SETTLE_MS = 30_000;

/** Tasks this far outside the window are still looked at before the task is said not to exist, in ms. Assumed: six times the skew. */
const SEARCH_MARGIN_MS = 60_000;

/** When every candidate has ended and none can be told apart, a person decides after this long, in ms. Assumed: longer than most tasks take. */
export const UNDECIDED_MS = 5 * 60_000;

/** The interval of the service's clock (epoch ms) whose tasks are looked at. */
export const searchWindow = ({ startedAt, until }: Submission): { readonly from: number; readonly to: number } => ({
  from: startedAt - SEARCH_MARGIN_MS,
  to: until + SEARCH_MARGIN_MS,
});

/** Whether a task created at this instant of the service's clock can be the one of this submission. */
export const inSubmissionWindow = ({ startedAt, until }: Submission, createdAt: number): boolean =>
  createdAt >= startedAt - CLOCK_SKEW_MS && createdAt <= until - CREATE_LOCK_TAIL_MS + CLOCK_SKEW_MS;
