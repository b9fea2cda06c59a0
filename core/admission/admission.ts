/**
 * Admission: who may be with the model, and who may create a task right now.
 *
 * One small document, changed by compare-and-set. `holders` are the edits that hold a slot. `createLock` is the right to have a create
 * outstanding: at most one edit has it, so that two creates are never in doubt about the same moment. That is what makes an
 * unknown outcome decidable: a task created in [createLock.since, createLock.until] that nobody owns can only be that edit's.
 */
import { SERVICE_RATE } from '../service/limits.ts';

/** An edit that holds a slot; `since` in epoch ms. */
export interface SlotHolder {
  readonly editId: string;
  readonly since: number;
}

/** The right to have a create outstanding, until it is handed back or `until` passes (epoch ms). */
export interface CreateLock {
  readonly editId: string;
  readonly since: number;
  readonly until: number;
}

/** The admission document. */
export interface Admission {
  readonly revision: number;
  readonly holders: readonly SlotHolder[];
  readonly createLock?: CreateLock;
  /** When the last create was allowed, epoch ms: creates keep their distance from it. */
  readonly lastCreateAt?: number;
}

/** An edit that waits for a slot, by the instant it began to wait (epoch ms). */
export interface WaitingEdit {
  readonly editId: string;
  readonly waitingSince: number;
}

/** What bounds admission. */
export interface AdmissionRules {
  /** Slots: the service's running tasks plus a small prefetch, so that the service is never idle. */
  readonly capacity: number;
  /** How long one create may be outstanding, including the margin for clocks that disagree, in ms. */
  readonly createLockMs: number;
}

/** Service's 5 running tasks plus 2 that are already there when one ends. */
export const DEFAULT_CAPACITY = SERVICE_RATE.runningTasks + 2;

/** Least distance between two creates, in ms: one more than the service's rate would allow, for the rounding of its clock. */
export const CREATE_SPACING_MS = Math.ceil(1000 / SERVICE_RATE.createsPerSecond) + 10;

/** No edits anywhere. */
export const EMPTY_ADMISSION: Admission = { revision: 0, holders: [] };

/** The document as it is stored: until version 0.2 the create lock was called `lane`. */
export type StoredAdmission = Admission & { readonly lane?: CreateLock };

/** The admission document that is stored; an empty one before the first edit. A lock under its former name goes on being held. */
export const readAdmission = (stored: StoredAdmission | undefined): Admission => {
  if (stored?.lane === undefined) return stored ?? EMPTY_ADMISSION;
  const { lane, ...rest } = stored;
  return { createLock: lane, ...rest };
};

/** Whether the edit holds a slot. */
export const holdsSlot = (admission: Admission, editId: string): boolean =>
  admission.holders.some((holder) => holder.editId === editId);

// Stryker disable next-line EqualityOperator: equivalent - no two edits have the same id
const byWaiting = (a: WaitingEdit, b: WaitingEdit): number => a.waitingSince - b.waitingSince || (a.editId < b.editId ? -1 : 1);

/** Gives slots to the oldest waiting edits that have none, as many as are free. Order of `waiting` does not matter. */
export const grantSlots = (
  admission: Admission,
  waiting: readonly WaitingEdit[],
  rules: Pick<AdmissionRules, 'capacity'>,
  now: number,
): { readonly admission: Admission; readonly granted: readonly string[] } => {
  const free = rules.capacity - admission.holders.length;
  const oldestFirst = waiting.filter((edit) => !holdsSlot(admission, edit.editId)).sort(byWaiting);
  const granted = oldestFirst.slice(0, Math.max(0, free)).map((edit) => edit.editId);
  if (granted.length === 0) return { admission, granted };
  const holders = [...admission.holders, ...granted.map((editId) => ({ editId, since: now }))];
  return { admission: { ...admission, holders }, granted };
};

/**
 * Takes the slot from an edit; the same document when it held none. A create lock it has stays: only who knows the outcome of the create
 * hands it back (see withoutCreateLock), otherwise it lapses.
 */
export const withoutSlot = (admission: Admission, editId: string): Admission =>
  holdsSlot(admission, editId)
    ? { ...admission, holders: admission.holders.filter((holder) => holder.editId !== editId) }
    : admission;

/** The answer to an edit that wants to create its task: go, or come back no sooner than in `inMs`. */
export type CreateLockAnswer =
  | { readonly taken: true; readonly admission: Admission; readonly createLock: CreateLock }
  | { readonly taken: false; readonly reason: 'no-slot' | 'busy'; readonly inMs: number };

/**
 * Takes the create lock for an edit that holds a slot. An edit that already has a live createLock from an earlier run of the same step
 * does not get a second one: its first create may still be outstanding.
 */
export const takeCreateLock = (admission: Admission, editId: string, rules: AdmissionRules, now: number): CreateLockAnswer => {
  if (!holdsSlot(admission, editId)) return { taken: false, reason: 'no-slot', inMs: 0 };
  if (admission.createLock !== undefined && now < admission.createLock.until) {
    return { taken: false, reason: 'busy', inMs: admission.createLock.until - now };
  }
  const earliest = (admission.lastCreateAt ?? Number.NEGATIVE_INFINITY) + CREATE_SPACING_MS;
  if (now < earliest) return { taken: false, reason: 'busy', inMs: earliest - now };
  const createLock = { editId, since: now, until: now + rules.createLockMs };
  return { taken: true, createLock, admission: { ...admission, createLock, lastCreateAt: now } };
};

/** Hands the create lock back once the outcome of the create is written down; the same document when the edit does not have it. */
export const withoutCreateLock = (admission: Admission, editId: string): Admission => {
  if (admission.createLock?.editId !== editId) return admission;
  const { createLock: _handedBack, ...rest } = admission;
  return rest;
};
