/** Which part of the service's task list is read to find the task of a create, and what its answer teaches of the clocks. Pure. */
import type { Edit } from '../edit/edit.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { TaskRow } from '../service/task.ts';
import { NEAR_MS } from './reconcile.ts';
import { CLOCK_SKEW_MS, type ClockOffsets, closedAt, inSubmissionWindow, isNewOffset } from './submission-window.ts';

/** An edit whose create is in doubt. */
export type EditInDoubt = Pick<Edit, 'editId' | 'prompt'> & { readonly submission: Submission };

/** Tasks this far outside the window are still looked at before the task is said not to exist, in ms. Assumed: six times the skew. */
const SEARCH_MARGIN_MS = 60_000;

/**
 * Where the difference of the clocks was not known when the attempt began, ours may have been ahead: tasks this far before the window are
 * looked at too, in ms. Assumed: a clock that is far ahead is ahead by its time zone, at most 14 h.
 */
const UNKNOWN_CLOCK_MARGIN_MS = 14 * 3_600_000;

/** What was read of the clocks since the attempt began: the service's minus ours, in ms; undefined where it was not told. */
export interface ClockReadings {
  /** As the list tells it now. */
  readonly readMs?: number | undefined;
  /** By which tasks may be dated, too. */
  readonly datedMs?: number | undefined;
}

/** One search of the list. */
export interface TaskSearch {
  /** Known differences of the clocks at the time of the submission; undefined: none is known. */
  readonly known: ClockOffsets | undefined;
  /** The same; where none is known, that there is none, to have something to ask for. */
  readonly assumed: ClockOffsets;
  /** What the list is asked for, epoch ms by the service's clock. */
  readonly window: { readonly from: number; readonly to: number };
  /** The window reaches until now: there is nothing later to ask for. */
  readonly toNow: boolean;
}

/**
 * The search for the task of a create: by what was known of the clocks when its attempt began, and what was read soon after; where nothing
 * was, by what is read now. It reaches until now, and not more than `span` ms beyond the window of the create.
 * Where nothing was known at first, the service's clock may have been set back since: then far into its future.
 */
export const searchFor = (submission: Submission, { readMs, datedMs }: ClockReadings, now: number, span: number): TaskSearch => {
  const { startedAt, clockOffsetMs, clockAfterMs } = submission;
  const readings = [clockOffsetMs, datedMs, clockAfterMs ?? readMs];
  const known = readings.reduce<ClockOffsets | undefined>(withReading, undefined);
  const assumed = known ?? ([0] as const);
  const from = startedAt + Math.min(...assumed);
  const margin = clockOffsetMs === undefined ? UNKNOWN_CLOCK_MARGIN_MS : SEARCH_MARGIN_MS;
  const serviceNow = now + Math.max(...assumed, readMs ?? assumed[0]);
  // Ours may have been set back since: then it shows an instant before the window.
  const to = Math.min(Math.max(serviceNow, from) + margin, closedAt(submission, assumed) + Math.max(span, margin));
  return { known, assumed, window: { from: from - margin, to }, toNow: to >= serviceNow };
};

const withReading = (known: ClockOffsets | undefined, readMs: number | undefined): ClockOffsets | undefined =>
  readMs === undefined || !isNewOffset(known ?? [], readMs) ? known : [readMs, ...(known ?? [])];

/** Whether what was asked for by one search holds what another one needs, but for what readings differ by. */
export const reaches = ({ window: asked }: TaskSearch, { window: needed }: TaskSearch): boolean =>
  needed.from >= asked.from - CLOCK_SKEW_MS && needed.to <= asked.to + CLOCK_SKEW_MS;

/** Whether a reading says that the service's clock is not where the search looked for it. */
export const isElsewhere = ({ assumed }: TaskSearch, offsetMs: number | undefined): boolean =>
  offsetMs !== undefined && isNewOffset(assumed, offsetMs);

/** Of more rows than can be looked through, those that are dated nearest to the beginning of the submission, in their order. */
export const nearestRows = (
  rows: readonly TaskRow[],
  { startedAt }: Submission,
  [offsetMs]: ClockOffsets,
  most: number,
): readonly TaskRow[] => {
  const distance = ({ createdAt = startedAt + offsetMs }: TaskRow): number => Math.abs(createdAt - startedAt - offsetMs);
  const kept = new Set(rows.toSorted((a, b) => distance(a) - distance(b)).slice(0, most));
  return rows.filter((row) => kept.has(row));
};

/** The rows that may lie in the window of the submission before the others. */
export const nearestFirst = (rows: readonly TaskRow[], submission: Submission, offsets: ClockOffsets): readonly TaskRow[] => {
  const isFar = ({ createdAt }: TaskRow): boolean =>
    createdAt !== undefined && !inSubmissionWindow(submission, offsets, createdAt);
  return rows.toSorted((a, b) => Number(isFar(a)) - Number(isFar(b)));
};

/** Whether another edit may be the owner of one of these tasks: it has the same prompt, is in doubt too, and about that time. */
export const isRival = (
  other: Edit,
  { editId, prompt }: EditInDoubt,
  rows: readonly TaskRow[],
  offsets: ClockOffsets,
): boolean => {
  const { submission, taskId, times } = other;
  if (other.editId === editId || other.prompt !== prompt || taskId !== undefined || submission === undefined) return false;
  if (times.closedAt !== undefined) return false;
  const known: ClockOffsets = [submission.clockOffsetMs ?? offsets[0], ...offsets];
  return rows.some(({ createdAt }) => createdAt === undefined || inSubmissionWindow(submission, known, createdAt, NEAR_MS));
};
