/** A table that version 0.2 wrote: its admission document is moved to the records, whoever does it, and however often one is cut off. */
import { describe, expect, it } from 'vitest';
import {
  type FormerAdmission,
  type FormerAdmissionDeps,
  moveFormerAdmission,
} from '#adapters/aws/ledger/dynamo-former-admission.ts';
import { type CreateLock, DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { applied, idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const T = VIRTUAL_EPOCH;
const LOCK = { editId: idOf('submits'), since: T, until: T + 60_000 };
const named = (name: string) => ({ editId: idOf(name) });
const holdersOf = (...names: readonly string[]) => names.map((name) => ({ editId: idOf(name), since: T }));

const HOLDERS = () => [
  waitingEdit(named('waits')),
  queuedEdit(named('goes on')),
  submittingEdit(named('submits')),
  runningEdit({ ...named('runs'), taskId: 'task-1' }),
];
const FORMER: FormerAdmission = { holders: holdersOf('waits', 'goes on', 'submits', 'runs'), createLock: LOCK };

/** A table with these edits; the create lock and the document lie beside the ledger. */
const setUp = async (edits: readonly Edit[] = HOLDERS()) => {
  const ledger = createMemoryLedger();
  for (const edit of edits) await ledger.claim(edit, {});
  const table: { lock?: CreateLock; finished: number } = { finished: 0 };
  const deps: FormerAdmissionDeps = {
    get: (editId) => ledger.get(editId),
    commit: (previous, next) => ledger.commit(previous, next),
    putLock: async (lock) => {
      table.lock ??= lock;
    },
    finish: async () => {
      table.finished += 1;
    },
  };
  const used = async (): Promise<number> => slotsUsed(await ledger.pool(DEFAULT_POOL));
  return { ledger, table, deps, used, move: (given = deps, former = FORMER) => moveFormerAdmission(given, DEFAULT_POOL, former) };
};

/** Gives up at the call with this number (from 0), before or after it had its effect, and at every call after it. */
const cutOffAt = (deps: FormerAdmissionDeps, call: number, moment: 'before' | 'after'): FormerAdmissionDeps => {
  let calls = 0;
  const cut =
    <P extends readonly unknown[], R>(work: (...given: P) => Promise<R>) =>
    async (...given: P): Promise<R> => {
      const number = calls;
      calls += 1;
      if (number > call || (number === call && moment === 'before')) throw new Error('cut off');
      const answer = await work(...given);
      if (number === call) throw new Error('cut off');
      return answer;
    };
  return { get: cut(deps.get), commit: cut(deps.commit), putLock: cut(deps.putLock), finish: cut(deps.finish) };
};

/** Calls of one move of {@link FORMER}: the lock's owner and the lock, a read and a write for each holder, the end. */
const CALLS = 2 + 2 * 4 + 1;

/** Slots are where they belong, counted once. */
const expectMoved = async ({ ledger, table, used }: Awaited<ReturnType<typeof setUp>>): Promise<void> => {
  for (const edit of HOLDERS()) {
    expect(await ledger.get(edit.editId)).toEqual({ ...edit, slot: SLOT, revision: edit.revision + 1 });
  }
  expect(await used()).toBe(4);
  expect(table.lock).toEqual({ ...LOCK, attempt: 1 });
};

describe('moving a former admission', () => {
  it('writes the slots on the records, keeps the create lock, and takes the document away at the end', async () => {
    const moved = await setUp();
    await moved.move();
    await expectMoved(moved);
    expect(moved.table.finished).toBe(1);
    expect(await moved.ledger.waiting(9)).toMatchObject([{ editId: idOf('waits'), hasSlot: true }]);
  });

  it('keeps the create lock under its older name too', async () => {
    const { move, deps, table } = await setUp();
    await move(deps, { holders: [], lane: LOCK });
    expect(table.lock).toEqual({ ...LOCK, attempt: 1 });
  });

  it('gives no slot to who has ended, needs none, has one, or is not in the ledger', async () => {
    const made = runningEdit({ ...named('made'), taskId: 'task-2', times: { createdAt: T, updatedAt: T, detectedAt: T } });
    const has = queuedEdit({ ...named('has one'), slot: { ...SLOT, shard: 3 } });
    const ended = EDIT_STATES.slice(3).map((state) => queuedEdit({ ...named(state), state }));
    const { move, deps, ledger, used, table } = await setUp([made, has, ...ended]);
    await move(deps, { holders: holdersOf('made', 'has one', 'not in the ledger', ...EDIT_STATES.slice(3)) });
    for (const edit of [made, has, ...ended]) expect(await ledger.get(edit.editId)).toEqual(edit);
    expect(await used()).toBe(1);
    expect(table.finished).toBe(1);
  });

  it.each([
    ['wrote no attempt', [queuedEdit(named('submits'))]],
    ['is not in the ledger', []],
  ])('leaves the create lock of an edit that %s', async (_what, edits) => {
    const { move, deps, table } = await setUp(edits);
    await move(deps, { holders: [], createLock: LOCK });
    expect(table.lock).toBeUndefined();
  });

  it('replaces no create lock that was taken since', async () => {
    const { move, table } = await setUp();
    const newer = { editId: idOf('newer'), attempt: 1, since: T + 70_000, until: T + 130_000 };
    table.lock = newer;
    await move();
    expect(table.lock).toEqual(newer);
  });
});

describe('a move that is not alone', () => {
  it('gives each record its slot once, however many functions do it at once', async () => {
    const moved = await setUp();
    await Promise.all(Array.from({ length: 5 }, () => moved.move()));
    await expectMoved(moved);
  });

  it.each(Array.from({ length: 2 * CALLS }, (_, index) => [index >> 1, index % 2 === 0 ? 'before' : 'after'] as const))(
    'is made up for by the next when it was cut off at call %i, %s its effect',
    async (call, moment) => {
      const moved = await setUp();
      await expect(moved.move(cutOffAt(moved.deps, call, moment))).rejects.toThrow('cut off');
      if (call < CALLS - 1 || moment === 'before') expect(moved.table.finished).toBe(0);
      await moved.move();
      await expectMoved(moved);
    },
  );

  it('looks again at a record that somebody else writes in the same moment', async () => {
    const moved = await setUp([queuedEdit(named('goes on'))]);
    let interruptions = 3;
    const commit: FormerAdmissionDeps['commit'] = async (previous, next) => {
      if (interruptions-- > 0) {
        const current = (await moved.ledger.get(previous.editId)) as Edit;
        await moved.ledger.commit(current, applied(current, { costUsd: interruptions }, T));
      }
      return moved.deps.commit(previous, next);
    };
    await moved.move({ ...moved.deps, commit }, { holders: holdersOf('goes on') });
    expect(await moved.ledger.get(idOf('goes on'))).toMatchObject({ slot: SLOT, costUsd: 0 });
    expect(await moved.used()).toBe(1);
  });

  it('gives no slot to an edit that ends in the same moment', async () => {
    const moved = await setUp([queuedEdit(named('goes on'))]);
    const commit: FormerAdmissionDeps['commit'] = async (previous, next) => {
      await moved.ledger.commit(previous, applied(previous, { state: 'CANCELED' }, T));
      return moved.deps.commit(previous, next);
    };
    await moved.move({ ...moved.deps, commit }, { holders: holdersOf('goes on') });
    expect(await moved.ledger.get(idOf('goes on'))).not.toHaveProperty('slot');
    expect(await moved.used()).toBe(0);
  });

  it('does not take the document away while a record could not be written: the next look goes on', async () => {
    const moved = await setUp();
    await moved.move({ ...moved.deps, commit: async () => 'conflict' });
    expect(moved.table.finished).toBe(0);
    await moved.move();
    await expectMoved(moved);
  });
});
