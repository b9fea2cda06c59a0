/** What the suites of the ledger share: the ledger under test, and short ways to claim, change and submit edits. */

import { expect } from 'vitest';
import { type CreateLock, DEFAULT_POOL } from '#core/admission/pool.ts';
import { CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import type { CommitConditions, CommitOutcome, Ledger } from '#core/ports/ledger.ts';
import { applied, idOf, queuedEdit } from '#test/support/edits.ts';

/** When everything in these suites happens, epoch ms. */
export const T0 = Date.UTC(2026, 0, 1);

/** A queued edit whose id comes from a readable name. */
export const named = (name: string, change: Partial<EditRecord> = {}): Edit => queuedEdit({ ...change, editId: idOf(name) });

/** The change by which an edit writes down its next attempt, `startedAt` (epoch ms). */
export const attemptOf = ({ submission }: Edit, startedAt: number): EditChange => ({
  state: 'SUBMITTING',
  submission: { attempt: (submission?.attempt ?? 0) + 1, startedAt, until: startedAt + CREATE_LOCK_MS },
});

/** The ledger under test, and what the suites do with it again and again. */
export interface LedgerSubject {
  readonly ledger: Ledger;
  /** Claims an edit and answers it as it is stored. */
  claim(edit: Edit): Promise<Edit>;
  /** Commits a change and answers what the ledger said. */
  attempt(edit: Edit, change: EditChange, conditions?: CommitConditions): Promise<CommitOutcome>;
  /** Commits a change, which must be taken, and answers the new record. */
  change(edit: Edit, change: EditChange, conditions?: CommitConditions): Promise<Edit>;
  /** Writes the next attempt of an edit down, over whatever create lock was taken last. */
  submit(edit: Edit): Promise<Edit>;
  /** The create lock of the default pool that was taken last. */
  lock(): Promise<CreateLock | undefined>;
}

/** Short ways over a ledger. */
export const createLedgerSubject = (ledger: Ledger): LedgerSubject => {
  const now = T0 + 1000;
  const lock = async () => (await ledger.pool(DEFAULT_POOL)).createLock;
  const change: LedgerSubject['change'] = async (edit, what, conditions) => {
    const next = applied(edit, what, now);
    expect(await ledger.commit(edit, next, conditions)).toBe('committed');
    return next;
  };
  return {
    ledger,
    lock,
    change,
    attempt: (edit, what, conditions) => ledger.commit(edit, applied(edit, what, now), conditions),
    submit: async (edit) => change(edit, attemptOf(edit, now), { createLockOver: await lock() }),
    claim: async (edit) => {
      const claimed = await ledger.claim(edit, {});
      if (claimed.outcome !== 'claimed') throw new Error(`the claim ended with ${claimed.outcome}`);
      return claimed.edit;
    },
  };
};
