/**
 * Tables written until version 0.2: the slots and the create lock lay in one document, `admission` (its lock once called `lane`). Found by
 * the first looks at a pool of which nothing was learned yet; whoever holds a slot there gets it written on the record, and edits under
 * way go on. Several functions may do it at once: each record takes its slot once.
 */

import type { CreateLock } from '#core/admission/pool.ts';
import { type Edit, needsSlot } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import type { CommitOutcome } from '#core/ports/ledger.ts';

/** The document, as far as it is still used. */
export interface FormerAdmission {
  readonly holders: readonly { readonly editId: string }[];
  readonly createLock?: FormerLock;
  readonly lane?: FormerLock;
}

type FormerLock = Pick<CreateLock, 'editId' | 'since' | 'until'>;

/** What the ledger does for it. */
export interface FormerAdmissionDeps {
  get(editId: string): Promise<Edit | undefined>;
  commit(previous: Edit, next: Edit): Promise<CommitOutcome>;
  /** Puts the create lock, unless there is one by now. */
  putLock(lock: CreateLock): Promise<void>;
  /** Says that the pool is in use, and takes the document away. */
  finish(): Promise<void>;
}

/** Conflicts with other writers that are met again before a record is left to the next look, and the document with it. */
const MAX_TRIES = 12;

/** Moves what the document says to where it belongs. @throws Unavailable */
export const moveFormerAdmission = async (
  { get, commit, putLock, finish }: FormerAdmissionDeps,
  pool: string,
  { holders, createLock, lane }: FormerAdmission,
): Promise<void> => {
  const lock = createLock ?? lane;
  const owner = lock === undefined ? undefined : await get(lock.editId);
  if (lock !== undefined && owner?.submission !== undefined) {
    await putLock({ editId: lock.editId, attempt: owner.submission.attempt, since: lock.since, until: lock.until });
  }
  let isMoved = true;
  for (const { editId } of holders) {
    if (!(await moveSlot({ get, commit }, pool, editId))) isMoved = false;
  }
  if (isMoved) await finish();
};

/** Writes the slot of one holder on its record; `false` when others wrote it each time. */
const moveSlot = async (
  { get, commit }: Pick<FormerAdmissionDeps, 'get' | 'commit'>,
  pool: string,
  editId: string,
): Promise<boolean> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const edit = await get(editId);
    if (edit === undefined || edit.slot !== undefined || !needsSlot(edit)) return true;
    const next = applyChange(edit, { slot: { pool, shard: 0 } }, edit.times.updatedAt);
    if ((await commit(edit, next)) === 'committed') return true;
  }
  return false;
};
