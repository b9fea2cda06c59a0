/** What writing an edit means for queue, slots, create lock, task index and budget: derived from the two records, the same in every ledger. */
import { omitUndefined } from '../omit-undefined.ts';
import type { Edit } from './edit.ts';
import type { BudgetShare, SlotReference } from './edit-record.ts';

/** Images to move on one day's counter. */
export interface BudgetMove {
  readonly day: string;
  readonly preset?: string;
  /** Change of the images reserved. */
  readonly reserved: number;
  /** Change of the images charged. */
  readonly charged: number;
}

/** A slot that is taken (1) or released (-1). */
export interface SlotMove extends SlotReference {
  readonly change: 1 | -1;
}

/** Everything that changes together with the record. */
export interface LedgerEffects {
  /** Enter the queue of edits that wait (again, when what it says of the slot has changed), or leave it; place: an instant (epoch ms). */
  readonly queue?: { readonly move: 'enter' | 'leave'; readonly waitingSince: number; readonly hasSlot: boolean };
  readonly slots?: readonly SlotMove[];
  /** The create lock is taken for this attempt of the edit. */
  readonly createLock?: { readonly attempt: number; readonly since: number; readonly until: number };
  /** A task of the service that now belongs to this edit. */
  readonly ownsTask?: string;
  readonly budget?: BudgetMove;
}

/** Whether the execution of the edit waits: it left a task token, which was not used yet, and nothing was submitted. */
export const isWaiting = (edit: Edit): boolean => edit.state === 'QUEUED' && edit.taskToken !== undefined;

/** Effects of replacing `previous` (undefined: a new record) by `next`. */
export const effectsOf = (previous: Edit | undefined, next: Edit): LedgerEffects => ({
  ...queueEffect(previous, next),
  ...slotEffect(previous, next),
  ...createLockEffect(previous, next),
  ...(next.taskId !== undefined && next.taskId !== previous?.taskId ? { ownsTask: next.taskId } : {}),
  ...budgetEffect(previous, next),
});

const queueEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'queue'> => {
  const was = previous !== undefined && isWaiting(previous);
  const is = isWaiting(next);
  const hasSlot = next.slot !== undefined;
  if (was === is && (!is || hasSlot === (previous?.slot !== undefined))) return {};
  const holder = is ? next : previous;
  // Stryker disable next-line OptionalChaining: equivalent - whoever entered or leaves is there; the type does not know it
  return { queue: { move: is ? 'enter' : 'leave', waitingSince: holder?.times.waitingSince ?? next.times.createdAt, hasSlot } };
};

const slotEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'slots'> => {
  const [before, after] = [previous?.slot, next.slot];
  if (before?.pool === after?.pool && before?.shard === after?.shard) return {};
  const moves: SlotMove[] = [];
  if (before !== undefined) moves.push({ ...before, change: -1 });
  if (after !== undefined) moves.push({ ...after, change: 1 });
  return { slots: moves };
};

const createLockEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'createLock'> => {
  if (next.state !== 'SUBMITTING' || previous?.submission?.attempt === next.submission.attempt) return {};
  const { attempt, startedAt, until } = next.submission;
  return { createLock: { attempt, since: startedAt, until } };
};

const budgetEffect = (previous: Edit | undefined, next: Edit): Pick<LedgerEffects, 'budget'> => {
  const share = next.budget;
  if (share === undefined) return {};
  const reserved = stillReserved(share) - stillReserved(previous?.budget);
  const charged = (share.settled ?? 0) - (previous?.budget?.settled ?? 0);
  if (reserved === 0 && charged === 0) return {};
  return { budget: { day: share.day, ...omitUndefined({ preset: share.preset }), reserved, charged } };
};

const stillReserved = (share: BudgetShare | undefined): number =>
  share === undefined || share.settled !== undefined ? 0 : share.reserved;
