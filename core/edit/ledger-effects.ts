/** What writing an edit means for the queue, the task index and the budget: derived from the two records, the same in every ledger. */
import { omitUndefined } from '../omit-undefined.ts';
import type { Edit } from './edit.ts';

/** Images to move on one day's counter. */
export interface BudgetMove {
  readonly day: string;
  readonly preset?: string;
  /** Change of the images reserved. */
  readonly reserved: number;
  /** Change of the images charged. */
  readonly charged: number;
}

/** Everything that changes together with the record. */
export interface LedgerEffects {
  /** Enter or leave the queue of edits that wait for a slot, at this instant (epoch ms). */
  readonly queue?: { readonly move: 'enter' | 'leave'; readonly waitingSince: number };
  /** A task of the service that now belongs to this edit. */
  readonly ownsTask?: string;
  readonly budget?: BudgetMove;
}

/** Whether the edit waits for a slot: its execution left a task token and nothing was submitted. */
export const isWaiting = (edit: Edit): boolean => edit.state === 'QUEUED' && edit.taskToken !== undefined;

/** Effects of replacing `previous` (undefined: a new record) by `next`. */
export const effectsOf = (previous: Edit | undefined, next: Edit): LedgerEffects => ({
  ...queueEffect(previous, next),
  ...(next.taskId !== undefined && next.taskId !== previous?.taskId ? { ownsTask: next.taskId } : {}),
  ...budgetEffect(previous, next),
});

const queueEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'queue'> => {
  const was = previous !== undefined && isWaiting(previous);
  const is = isWaiting(next);
  if (was === is) return {};
  const holder = is ? next : previous;
  // Stryker disable next-line OptionalChaining: equivalent - whoever entered or leaves is there; the type does not know it
  return { queue: { move: is ? 'enter' : 'leave', waitingSince: holder?.times.waitingSince ?? next.times.createdAt } };
};

const budgetEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'budget'> => {
  const share = next.budget;
  if (share === undefined) return {};
  const settledBefore = previous?.budget?.settled;
  const reserved =
    (previous?.budget === undefined ? share.reserved : 0) -
    (settledBefore === undefined && share.settled !== undefined ? share.reserved : 0);
  const charged = (share.settled ?? 0) - (settledBefore ?? 0);
  if (reserved === 0 && charged === 0) return {};
  return { budget: { day: share.day, ...omitUndefined({ preset: share.preset }), reserved, charged } };
};
