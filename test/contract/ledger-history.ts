/** Random histories of a few edits: whatever happens to them, what a ledger derives from the records agrees with the records. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { type CreateLock, DEFAULT_POOL, openSlot, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import { isWaiting } from '#core/edit/ledger-effects.ts';
import { hashOf } from '#core/ids.ts';
import type { CommitConditions, Ledger } from '#core/ports/ledger.ts';
import { applied, idOf } from '#test/support/edits.ts';
import { attemptOf, named, T0 } from './ledger-subject.ts';

/** Slots for the five edits of a history. */
const CAPACITY = 3;

/** The day that the edits' budgets count against. */
const DAY = '2026-01-01';

/** What may happen to an edit, when its record allows it. */
const EVENTS = ['wait', 'go on', 'take a slot', 'pause', 'submit', 'refused', 'accepted', 'made', 'ended', 'stop'] as const;

/** One step: to which edit, and what. */
export type HistoryStep = readonly [edit: number, event: (typeof EVENTS)[number]];

/** Histories of up to forty steps. */
export const histories: fc.Arbitrary<readonly HistoryStep[]> = fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...EVENTS)), {
  maxLength: 40,
});

/** Applies a history to an empty ledger, and compares every derived view with the records after it. */
export const replayHistory = async (ledger: Ledger, steps: readonly HistoryStep[]): Promise<void> => {
  const records = new Map<string, Edit>();
  let lock: CreateLock | undefined;
  for (const [index, [which, event]] of steps.entries()) {
    const editId = idOf(`edit ${which}`);
    const edit = records.get(editId);
    const now = T0 + index;
    if (edit === undefined) {
      const claimed = await ledger.claim(named(`edit ${which}`), {});
      if (claimed.outcome !== 'claimed') throw new Error(`the claim ended with ${claimed.outcome}`);
      records.set(editId, claimed.edit);
      continue;
    }
    const step = await stepOf(ledger, edit, event, now);
    if (step === undefined) continue;
    const next = applied(edit, step.change, now);
    expect(await ledger.commit(edit, next, { createLockOver: lock, ...step.conditions })).toBe('committed');
    records.set(editId, next);
    if (event === 'submit' && next.submission !== undefined) {
      const { attempt, startedAt, until } = next.submission;
      lock = { editId, attempt, since: startedAt, until };
    }
  }
  await compare(ledger, [...records.values()], lock);
};

/** The change that an event makes to an edit, and its conditions; undefined where the edit is past it. */
const stepOf = async (
  ledger: Ledger,
  edit: Edit,
  event: HistoryStep[1],
  now: number,
): Promise<{ readonly change: EditChange; readonly conditions?: CommitConditions } | undefined> => {
  switch (event) {
    case 'wait': // A newer token keeps the place in the queue, as request-slot does.
      return edit.state === 'QUEUED'
        ? { change: { taskToken: `token ${now}`, times: { waitingSince: edit.times.waitingSince ?? now } } }
        : undefined;
    case 'go on':
      return edit.state === 'QUEUED' ? { change: { taskToken: undefined } } : undefined;
    case 'take a slot': {
      const open =
        edit.state === 'QUEUED' && edit.slot === undefined ? openSlot(await ledger.pool(DEFAULT_POOL), CAPACITY, 0) : undefined;
      return open === undefined ? undefined : { change: { slot: open.slot }, conditions: { slotBound: open.bound } };
    }
    case 'pause':
      return edit.state === 'QUEUED' ? { change: { slot: undefined } } : undefined;
    case 'submit':
      return edit.state === 'QUEUED' ? { change: { ...attemptOf(edit, now), taskToken: undefined } } : undefined;
    case 'refused':
      return edit.state === 'SUBMITTING' ? { change: { state: 'QUEUED' } } : undefined;
    case 'accepted':
      return edit.state === 'SUBMITTING' ? { change: { state: 'RUNNING', taskId: hashOf('task', edit.editId) } } : undefined;
    case 'made':
      return edit.state === 'RUNNING' ? { change: { times: { detectedAt: now } } } : undefined;
    case 'ended':
      return edit.state === 'RUNNING' && edit.budget !== undefined
        ? { change: { state: 'SUCCEEDED', budget: { ...edit.budget, settled: 1 } } }
        : undefined;
    case 'stop':
      return edit.state === 'QUEUED' ? { change: { state: 'CANCELED' } } : undefined;
  }
};

const compare = async (ledger: Ledger, edits: readonly Edit[], lock: CreateLock | undefined): Promise<void> => {
  const queue = edits
    .filter(isWaiting)
    .map(({ editId, times, slot }) => ({ editId, waitingSince: times.waitingSince, hasSlot: slot !== undefined }));
  const waiting = await ledger.waiting(100);
  expect(waiting).toHaveLength(queue.length);
  expect(waiting).toEqual(expect.arrayContaining(queue));

  const pool = await ledger.pool(DEFAULT_POOL);
  const perShard = pool.used.map((_, shard) => edits.filter(({ slot }) => slot?.shard === shard).length);
  expect(pool.used).toEqual(perShard);
  expect(slotsUsed(pool)).toBeLessThanOrEqual(CAPACITY);
  expect(pool.createLock).toEqual(lock);

  const settled = edits.filter((edit) => edit.budget?.settled !== undefined);
  expect(await ledger.budgetUse(DAY)).toEqual({ day: DAY, reserved: edits.length - settled.length, charged: settled.length });
  for (const edit of edits) {
    expect(await ledger.get(edit.editId)).toEqual(edit);
    if (edit.taskId !== undefined) expect(await ledger.ownerOfTask(edit.taskId)).toBe(edit.editId);
  }
};
