/**
 * Money rule 1: what to do about a create whose outcome is unknown. Pure: the facts come in, the verdict goes out.
 *
 * The create falls into the window of its submission (submission-window.ts). No other create of ours was outstanding then, so of the
 * tasks in that window that nobody owns at most one is ours. Other programs may use the same account, so a candidate counts as ours
 * only when the service gives its prompt back and it is this edit's.
 */
import type { Submission } from '../edit/edit-record.ts';
import type { TaskReport, TaskRow } from '../service/task.ts';
import { inSubmissionWindow, LIST_SETTLE_MS, UNDECIDED_MS } from './submission-window.ts';

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
  /** Everything in {@link searchWindow} that no edit owns. */
  readonly candidates: readonly Candidate[];
  /** Whether the list was understood; one that was not proves no absence. */
  readonly understood: boolean;
}

/** What to do about it. `post-again`: it is proven that no paid task was created. */
export type Verdict =
  | { readonly verdict: 'adopt'; readonly taskId: string }
  | { readonly verdict: 'wait'; readonly why: 'window-open' | 'unfinished' | 'ambiguous' }
  | { readonly verdict: 'post-again' }
  | { readonly verdict: 'undecidable'; readonly taskIds: readonly string[] };

/** Decides about a create whose outcome is unknown. */
export const reconcile = ({ submission, prompt, listedAt, candidates, understood }: UnknownSubmission): Verdict => {
  const possible = candidates
    .map((candidate) => ({ ...candidate, kind: kindOf(candidate, prompt) }))
    .filter(({ kind }) => kind !== 'foreign' && kind !== 'unpaid');
  const inside = possible.filter(({ row }) => row.createdAt !== undefined && inSubmissionWindow(submission, row.createdAt));
  const [first, ...others] = inside;
  if (first?.kind === 'match' && others.length === 0) return { verdict: 'adopt', taskId: first.row.taskId };
  if (possible.length === 0 && understood) {
    const closed = listedAt >= submission.until + LIST_SETTLE_MS;
    return closed ? { verdict: 'post-again' } : { verdict: 'wait', why: 'window-open' };
  }
  if (possible.some(({ kind }) => kind === 'open')) return { verdict: 'wait', why: 'unfinished' };
  if (listedAt < submission.until + UNDECIDED_MS) return { verdict: 'wait', why: 'ambiguous' };
  return { verdict: 'undecidable', taskIds: possible.map(({ row }) => row.taskId) };
};

/**
 * `foreign`: another prompt. `unpaid`: ended without a result, so it is not billed, whoever made it. `match`: our prompt.
 * `mute`: ended with a result and does not say whose. `open`: not ended, or not looked at.
 */
const kindOf = ({ row, report }: Candidate, prompt: string): 'foreign' | 'unpaid' | 'match' | 'mute' | 'open' => {
  if (report === undefined) return row.status === 'FAILED' || row.status === 'CANCELED' ? 'unpaid' : 'open';
  switch (report.status) {
    case 'PENDING':
    case 'RUNNING':
      return 'open';
    case 'FAILED':
    case 'CANCELED':
      return 'unpaid';
    // Stryker disable next-line ConditionalExpression,StringLiteral: equivalent - an unknown task gives no prompt back either
    case 'UNKNOWN':
      // Stryker disable next-line StringLiteral: equivalent - whatever is none of the other words is mute
      return 'mute';
    case 'SUCCEEDED':
      // Stryker disable next-line StringLiteral: equivalent - whatever is none of the other words is mute
      if (report.originalPrompt === undefined) return 'mute';
      return samePrompt(report.originalPrompt, prompt) ? 'match' : 'foreign';
  }
};

const samePrompt = (a: string, b: string): boolean => a.normalize('NFC').trim() === b.normalize('NFC').trim();
