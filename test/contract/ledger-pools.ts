/** What every ledger promises of pools: slots, the create lock and the limits, each as the records say and no more than there are. */

import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL, openSlot, slotsUsed } from '#core/admission/pool.ts';
import { NO_LIMITS } from '#core/admission/pool-limits.ts';
import type { Edit } from '#core/edit/edit.ts';
import { idOf, waitingEdit } from '#test/support/edits.ts';
import { attemptOf, type LedgerSubject, named, T0 } from './ledger-subject.ts';

const SLOT = { pool: DEFAULT_POOL, shard: 0 };

/** Looks of one taker, so that a ledger that never says `no-slot` for good ends the test. */
const MAX_LOOKS = 200;

/** Describes what a ledger promises of pools. `writers`: how many take something at once. */
export const describePools = (subject: () => LedgerSubject, writers: number): void => {
  const used = async (pool = DEFAULT_POOL): Promise<number> => slotsUsed(await subject().ledger.pool(pool));
  const waiting = (name: string): Promise<Edit> => subject().claim(waitingEdit({ editId: idOf(name) }));
  const many = (count: number): Promise<readonly Edit[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => subject().claim(named(`writer ${index}`))));

  /** Takes a slot as admission does, if there is one below the capacity, and answers whether there was. */
  const take = async (edit: Edit, capacity: number, pick: number): Promise<boolean> => {
    const { ledger, attempt } = subject();
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const open = openSlot(await ledger.pool(DEFAULT_POOL), capacity, pick);
      if (open === undefined) return false;
      const outcome = await attempt(edit, { slot: open.slot }, { slotBound: open.bound });
      if (outcome !== 'no-slot') return outcome === 'committed';
    }
    throw new Error(`no answer after ${MAX_LOOKS} looks`);
  };

  describe('pools', () => {
    it('are empty before their first edit: no slot in use, no lock taken, nothing learned', async () => {
      const pool = await subject().ledger.pool(DEFAULT_POOL);
      expect(pool).toMatchObject({ name: DEFAULT_POOL, limits: NO_LIMITS });
      expect(pool).not.toHaveProperty('createLock');
      expect(pool.used.length).toBeGreaterThan(0);
      expect(new Set(pool.used)).toEqual(new Set([0]));
    });
    it('are apart from each other', async () => {
      const { claim, change, ledger } = subject();
      const edit = await change(await claim(named('a')), { slot: { pool: 'another', shard: 0 } });
      expect([await used(), await used('another')]).toEqual([0, 1]);
      await ledger.commitPoolLimits('another', { revision: 1, capacity: 2 });
      expect((await ledger.pool(DEFAULT_POOL)).limits).toEqual(NO_LIMITS);
      await change(edit, { slot: SLOT });
      expect([await used(), await used('another')]).toEqual([1, 0]);
    });
  });

  describe('slots', () => {
    it('are counted while a record has one: from the change that takes it to the one that loses it', async () => {
      const { change, submit } = subject();
      const taken = await change(await waiting('a'), { slot: SLOT });
      expect(await used()).toBe(1);
      const kept = await submit(await change(taken, { taskToken: undefined }));
      expect(await used()).toBe(1);
      const running = await change(kept, { state: 'RUNNING', taskId: 'task-1' });
      await change(running, { times: { detectedAt: T0 } });
      expect(await used()).toBe(0);
    });
    it('are released by an edit that ends, and are the next one’s', async () => {
      const { change } = subject();
      const [a, b] = [await waiting('a'), await waiting('b')];
      expect([await take(a, 1, 0), await take(b, 1, 0)]).toEqual([true, false]);
      const first = (await subject().ledger.get(a.editId)) ?? a;
      await change(first, { state: 'CANCELED' });
      expect(await used()).toBe(0);
      expect(await take(b, 1, 0)).toBe(true);
    });
    it('are given back by a record that stays in its state', async () => {
      const { change } = subject();
      const taken = await change(await waiting('a'), { slot: SLOT });
      await change(taken, { slot: undefined });
      expect(await used()).toBe(0);
    });
    it('are no more than the bound, and a refusal writes nothing: not the record, not its place, not a count', async () => {
      const { attempt, change, ledger } = subject();
      const [a, b] = [await waiting('a'), await waiting('b')];
      await change(a, { slot: SLOT }, { slotBound: 1 });
      const queue = await ledger.waiting(9);
      expect(await attempt(b, { slot: SLOT, taskToken: undefined }, { slotBound: 1 })).toBe('no-slot');
      expect(await ledger.get(b.editId)).toEqual(b);
      expect(await ledger.waiting(9)).toEqual(queue);
      expect(await used()).toBe(1);
      expect(await attempt(b, { slot: SLOT }, { slotBound: 2 })).toBe('committed');
    });
    it('are not counted for a change that is refused over something else', async () => {
      const { attempt, change, claim, submit } = subject();
      const outdated = await waiting('a');
      await change(outdated, { costUsd: 1 });
      expect(await attempt(outdated, { slot: SLOT }, { slotBound: 9 })).toBe('conflict');
      const owner = await submit(await claim(named('owner')));
      await change(owner, { state: 'RUNNING', taskId: 'task-1' });
      const other = await submit(await change(await claim(named('other')), { slot: SLOT }));
      expect(await attempt(other, { state: 'RUNNING', taskId: 'task-1', times: { detectedAt: T0 } })).toBe('task-taken');
      expect(await used()).toBe(1);
    });
    it.each([1, 5, 11])('go to exactly %i of many edits that take one at once, whatever shards there are', async (capacity) => {
      const { ledger } = subject();
      const edits = await many(writers);
      const taken = await Promise.all(edits.map((edit, index) => take(edit, capacity, index / writers)));
      expect(taken.filter(Boolean)).toHaveLength(Math.min(capacity, writers));
      expect(await used()).toBe(Math.min(capacity, writers));
      const records = await Promise.all(edits.map(({ editId }) => ledger.get(editId)));
      expect(records.map((record) => record?.slot !== undefined)).toEqual(taken);
    });
    it('stay within a capacity that was lowered meanwhile, once enough of them were given back', async () => {
      const { change, ledger } = subject();
      const edits = await many(12);
      for (const [index, edit] of edits.slice(0, 8).entries()) expect(await take(edit, 8, index / 8)).toBe(true);
      expect(await take(edits[8] as Edit, 3, 0)).toBe(false);
      for (const { editId } of edits.slice(0, 6)) await change((await ledger.get(editId)) as Edit, { slot: undefined });
      const taken = await Promise.all(edits.slice(8).map((edit, index) => take(edit, 3, index / 4)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await used()).toBe(3);
    });
  });

  describe('the create lock', () => {
    it('is taken with the record that becomes SUBMITTING, for its attempt', async () => {
      const { claim, submit, lock } = subject();
      const edit = await submit(await claim(named('a')));
      const { attempt, startedAt, until } = edit.submission ?? {};
      expect(await lock()).toEqual({ editId: edit.editId, attempt, since: startedAt, until });
    });
    it('stays the last one taken, whatever becomes of its edit', async () => {
      const { claim, submit, change, lock } = subject();
      const edit = await submit(await claim(named('a')));
      const taken = await lock();
      const noted = await change(edit, {
        submission: { ...attemptOf(named('a'), T0 + 1000).submission, probe: { startedAt: T0 } } as never,
      });
      expect(await lock()).toEqual(taken);
      const queued = await change(noted, { state: 'QUEUED' });
      expect(await lock()).toEqual(taken);
      await submit(queued);
      expect(await lock()).toMatchObject({ editId: edit.editId, attempt: 2 });
    });
    it('is refused to who did not see the one that was taken last, and the record stays as it was', async () => {
      const { claim, submit, attempt, lock, ledger } = subject();
      const [a, b, c] = [await claim(named('a')), await claim(named('b')), await claim(named('c'))];
      await submit(a);
      const first = await lock();
      await submit(b);
      const second = await lock();
      for (const createLockOver of [undefined, first]) {
        expect(await attempt(c, attemptOf(c, T0 + 2000), { createLockOver })).toBe('create-lock-taken');
      }
      expect(await attempt(c, attemptOf(c, T0 + 2000))).toBe('create-lock-taken');
      expect(await ledger.get(c.editId)).toEqual(c);
      expect(await lock()).toEqual(second);
      expect(await attempt(c, attemptOf(c, T0 + 2000), { createLockOver: second })).toBe('committed');
    });
    it('is refused where one is expected and none was ever taken', async () => {
      const { claim, attempt, lock } = subject();
      const edit = await claim(named('a'));
      const createLockOver = { editId: idOf('nobody'), attempt: 1, since: T0, until: T0 + 1 };
      expect(await attempt(edit, attemptOf(edit, T0), { createLockOver })).toBe('create-lock-taken');
      expect(await lock()).toBeUndefined();
    });
    it('goes to exactly one of many that take it at once, first and after another; every loser’s record stays', async () => {
      const { attempt, lock, ledger } = subject();
      let losers = await many(writers);
      for (const round of [1, 2]) {
        const createLockOver = await lock();
        const outcomes = await Promise.all(
          losers.map((edit, index) => attempt(edit, attemptOf(edit, T0 + round * 1000 + index), { createLockOver })),
        );
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'create-lock-taken')).toHaveLength(losers.length - 1);
        expect((await lock())?.editId).toBe(losers[outcomes.indexOf('committed')]?.editId);
        losers = losers.filter((_, index) => outcomes[index] !== 'committed');
        expect(await Promise.all(losers.map(({ editId }) => ledger.get(editId)))).toEqual(losers);
      }
    });
  });

  describe('limits of a pool', () => {
    it('are written by exactly one of many that learned something at once, and leave slots and lock alone', async () => {
      const { claim, change, submit, ledger, lock } = subject();
      await submit(await change(await claim(named('a')), { slot: SLOT }));
      const taken = await lock();
      const outcomes = await Promise.all(
        Array.from({ length: writers }, (_, index) =>
          ledger.commitPoolLimits(DEFAULT_POOL, { revision: 1, capacity: index + 1 }),
        ),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      const { limits, createLock } = await ledger.pool(DEFAULT_POOL);
      expect(limits).toEqual({ revision: 1, capacity: outcomes.indexOf(true) + 1 });
      expect(createLock).toEqual(taken);
      expect(await used()).toBe(1);
      expect(await ledger.commitPoolLimits(DEFAULT_POOL, { revision: 3 })).toBe(false);
      expect(await ledger.commitPoolLimits(DEFAULT_POOL, { revision: 2 })).toBe(true);
      expect((await ledger.pool(DEFAULT_POOL)).limits).toEqual({ revision: 2 });
    });
  });
};
