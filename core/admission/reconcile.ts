/**
 * Money rule 2: what to do about a create whose outcome is unknown. Pure: the facts come in, the verdict goes out.
 *
 * The create falls into the window of its submission (submission-window.ts). No other create of the pool was outstanding then, so of
 * the tasks in that window that nobody owns at most one is ours. Other programs may use the same account, so a candidate is adopted
 * only when the service gives its prompt back and it is this edit's. That there is no task is proven only by a list that is understood
 * and fresh: it shows a task of ours whose create began after this one's window. An empty list proves nothing.
 */
import type { Submission } from '../edit/edit-record.ts';
import type { TaskReport, TaskRow } from '../service/task.ts';
import { promptLikeness } from './same-prompt.ts';
import { type ClockOffsets, inSubmissionWindow, isBlurred, mayBeForgotten, UNDECIDED_MS } from './submission-window.ts';

/** A task of the account that no edit owns. `report` is absent while nothing is known beyond the row. */
export interface Candidate {
  readonly row: TaskRow;
  readonly report?: TaskReport;
}

/** What is known about an unknown outcome. */
export interface UnknownSubmission {
  readonly submission: Submission;
  readonly prompt: string;
  /** When the list was asked for, epoch ms by our clock. */
  readonly listedAt: number;
  /** Known differences of the service's clock from ours at the time of the submission; undefined: none is known. */
  readonly offsets: ClockOffsets | undefined;
  /** The same as the list told it. */
  readonly readMs?: number | undefined;
  /** The list reaches as far beyond the window as the only candidate may lie ({@link NEAR_MS}), or until now. */
  readonly reachesNear: boolean;
  /** Everything in the list was understood, and should be in it. */
  readonly understood: boolean;
  /** The list shows a task of ours that was created after the window. */
  readonly fresh: boolean;
  /** The list shows the probe, and that it was made before the window was over. */
  readonly probeTooEarly?: boolean;
  /** Everything in the list that no edit owns and that was not created after the window for certain. */
  readonly candidates: readonly Candidate[];
  /** Another edit with the same prompt is in doubt about that time too. */
  readonly rivals: boolean;
}

/** Why there is no verdict yet. */
export type Doubt =
  | 'window-open'
  | 'unfinished'
  | 'ambiguous'
  | 'list-not-understood'
  | 'clock-unknown'
  | 'forgotten'
  | 'list-not-fresh'
  /** As before, and the probe that is listed was made before the window was over by the clocks as they are known now. */
  | 'probe-too-early';

/** What to do about it. `absent`: it is proven that there is no paid task. */
export type Verdict =
  | { readonly verdict: 'adopt'; readonly taskId: string }
  | { readonly verdict: 'wait'; readonly why: Doubt }
  | { readonly verdict: 'absent' }
  | { readonly verdict: 'undecidable'; readonly taskIds: readonly string[] };

/** Whether only a later task of ours is missing to prove that there is none. */
export const lacksLaterTask = (verdict: Verdict): boolean =>
  verdict.verdict === 'wait' && (verdict.why === 'list-not-fresh' || verdict.why === 'probe-too-early');

/** Decides about a create whose outcome is unknown. */
export const reconcile = (facts: UnknownSubmission): Verdict => {
  const { submission, listedAt } = facts;
  const possible = facts.candidates
    .map(({ row, report }) => ({ row, kind: kindOf(report, facts.prompt) }))
    .filter(({ kind }) => kind !== 'foreign' && kind !== 'unpaid');
  const adopted = ours(facts, possible);
  if (adopted !== undefined) return { verdict: 'adopt', taskId: adopted };
  if (listedAt < submission.until) return { verdict: 'wait', why: 'window-open' };
  if (possible.length === 0) return absence(facts);
  if (possible.some(({ kind }) => kind === 'open')) return { verdict: 'wait', why: 'unfinished' };
  if (listedAt < submission.until + UNDECIDED_MS) return { verdict: 'wait', why: 'ambiguous' };
  return { verdict: 'undecidable', taskIds: possible.map(({ row }) => row.taskId) };
};

interface Possible {
  readonly row: TaskRow;
  readonly kind: Kind;
}

/** How far from the window the only candidate may lie, in ms. Assumed: clocks whose difference was read wrong differ by minutes. */
export const NEAR_MS = 15 * 60_000;

/**
 * The candidate that is ours: the only one in the window, or, once the window is over, the only one there is, if it is near. Where the
 * clocks leave the window open, or it lies outside, an edit with the same prompt that is in doubt too might be its owner; and one
 * that was created long before or after may be of a program, or of a ledger, that nobody knows here.
 */
const ours = (facts: UnknownSubmission, possible: readonly Possible[]): string | undefined => {
  const { offsets, rivals, listedAt, submission, reachesNear } = facts;
  const inside = possible.filter(({ row }) => isWithin(facts, row, 0));
  const isInside = offsets !== undefined && !isBlurred(offsets) && inside.length > 0;
  const [first, ...others] = isInside ? inside : possible;
  if (first?.kind !== 'match' || others.length > 0) return undefined;
  const wasKnown = submission.clockOffsetMs !== undefined;
  if (isInside && (wasKnown || !rivals)) return first.row.taskId;
  const isNear = first.row.createdAt === undefined || isWithin(facts, first.row, NEAR_MS);
  return rivals || listedAt < submission.until || !isNear || !reachesNear ? undefined : first.row.taskId;
};

const absence = ({ submission, listedAt, offsets, readMs, understood, fresh, probeTooEarly }: UnknownSubmission): Verdict => {
  if (!understood) return { verdict: 'wait', why: 'list-not-understood' };
  if (offsets === undefined) return { verdict: 'wait', why: 'clock-unknown' };
  if (mayBeForgotten(submission, [...offsets, readMs ?? offsets[0]], listedAt)) return { verdict: 'wait', why: 'forgotten' };
  return fresh ? { verdict: 'absent' } : { verdict: 'wait', why: probeTooEarly ? 'probe-too-early' : 'list-not-fresh' };
};

const isWithin = ({ submission, offsets }: UnknownSubmission, { createdAt }: TaskRow, margin: number): boolean =>
  offsets !== undefined && createdAt !== undefined && inSubmissionWindow(submission, offsets, createdAt, margin);

/**
 * `foreign`: clearly another prompt. `unpaid`: ended without a result, so it is not billed, whoever made it. `match`: our prompt.
 * `mute`: does not say whose it is. `open`: not ended, or not looked at.
 */
type Kind = 'foreign' | 'unpaid' | 'match' | 'mute' | 'open';

const kindOf = (report: TaskReport | undefined, prompt: string): Kind => {
  if (report === undefined) return 'open';
  switch (report.status) {
    case 'PENDING':
    case 'RUNNING':
      return 'open';
    case 'FAILED':
    case 'CANCELED':
      return 'unpaid';
    case 'UNKNOWN':
      return 'mute';
    case 'SUCCEEDED':
      if (report.images.length === 0 && report.imageCount === 0) return 'unpaid';
      return kindByPrompt(report.originalPrompt, report.actualPrompt, prompt);
  }
};

/** A prompt that is given back as the one that was worked by, too, may be our own as the service rewrote it. */
const kindByPrompt = (original: string | undefined, actual: string | undefined, prompt: string): Kind => {
  const kind = original === undefined ? 'mute' : KINDS[promptLikeness(prompt, original)];
  return kind === 'foreign' && original === actual ? 'mute' : kind;
};

const KINDS = { same: 'match', different: 'foreign', unclear: 'mute' } as const;
