/** Slots in use and the create lock, by pool. One process writes, so that one count a pool is enough. */
import { type CreateLock, DEFAULT_POOL } from '#core/admission/pool.ts';
import type { LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { CommitConditions, CommitOutcome } from '#core/ports/ledger.ts';
import type { Database } from '../database/database.ts';

/** Reading and changing pools; the writes belong into a transaction of the caller. */
export interface PoolTable {
  read(pool: string): { readonly used: number; readonly createLock?: CreateLock };
  /** Why the effects of a change cannot be had under its conditions; undefined when they can. */
  refusal(effects: LedgerEffects, conditions: CommitConditions): Exclude<CommitOutcome, 'committed'> | undefined;
  apply(editId: string, effects: LedgerEffects): void;
}

/** Statements over the table `pools`. */
export const createPoolTable = ({ sqlite }: Database): PoolTable => {
  const read = sqlite.prepare('SELECT used, create_lock FROM pools WHERE name = ?');
  const move = sqlite.prepare(
    'INSERT INTO pools (name, used) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET used = used + excluded.used',
  );
  const lock = sqlite.prepare(
    'INSERT INTO pools (name, used, create_lock) VALUES (?, 0, ?) ON CONFLICT (name) DO UPDATE SET create_lock = excluded.create_lock',
  );

  const poolOf = (pool: string): ReturnType<PoolTable['read']> => {
    const row = read.get(pool);
    const createLock = row?.create_lock ?? undefined;
    return {
      used: Number(row?.used ?? 0),
      ...(createLock === undefined ? {} : { createLock: JSON.parse(String(createLock)) as CreateLock }),
    };
  };

  return {
    read: poolOf,
    refusal: ({ slots = [], createLock }, { slotBound, createLockOver }) => {
      const taken = slots.find(({ change }) => change > 0);
      if (taken !== undefined && slotBound !== undefined && poolOf(taken.pool).used >= slotBound) return 'no-slot';
      if (createLock === undefined) return undefined;
      return isSameLock(poolOf(DEFAULT_POOL).createLock, createLockOver) ? undefined : 'create-lock-taken';
    },
    apply: (editId, { slots = [], createLock }) => {
      for (const { pool, change } of slots) move.run(pool, change);
      if (createLock !== undefined) lock.run(DEFAULT_POOL, JSON.stringify({ editId, ...createLock }));
    },
  };
};

const isSameLock = (a: CreateLock | undefined, b: CreateLock | undefined): boolean =>
  a?.editId === b?.editId && a?.attempt === b?.attempt && a?.since === b?.since;
