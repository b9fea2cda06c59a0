import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import type { BudgetShare } from '#core/edit/edit-record.ts';
import { effectsOf, isWaiting, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import { settleBudget } from '#core/edit/outcome.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { changed, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';

const SLOT = { pool: 'default', shard: 0 };

const budget: BudgetShare = { day: '2026-01-01', reserved: 4, preset: 'tidy' };

describe('what a new record means', () => {
  it('is images promised against its day and its preset', () => {
    expect(effectsOf(undefined, queuedEdit({ budget }))).toEqual({
      budget: { day: '2026-01-01', preset: 'tidy', reserved: 4, charged: 0 },
    });
  });

  it('is nothing for a refused edit, which has no share', () => {
    const { budget: _none, ...rejected } = queuedEdit({ state: 'REJECTED' });
    expect(effectsOf(undefined, rejected)).toEqual({});
  });

  it('is the place in the queue and the task, when it comes with them', () => {
    const waiting = waitingEdit({ times: { createdAt: 1, updatedAt: 1, waitingSince: 5 } });
    expect(effectsOf(undefined, waiting).queue).toEqual({ move: 'enter', waitingSince: 5, hasSlot: false });
    expect(effectsOf(undefined, runningEdit({ taskId: 't' })).ownsTask).toBe('t');
  });
});

describe('what a change means', () => {
  it('enters the queue with a token, and leaves it from the place where it entered', () => {
    const since = { createdAt: 1, updatedAt: 1, waitingSince: 5 };
    const [queued, waiting] = [queuedEdit(), waitingEdit({ times: since })];
    expect(effectsOf(queued, waiting).queue).toEqual({ move: 'enter', waitingSince: 5, hasSlot: false });
    expect(effectsOf(waiting, changed(queued, { times: { ...since, waitingSince: 9 } })).queue).toEqual({
      move: 'leave',
      waitingSince: 5,
      hasSlot: false,
    });
    expect(effectsOf(waiting, { ...waiting, taskToken: 'another' }).queue).toBeUndefined();
  });

  it('enters the queue again, at the same place, when the edit gets or loses its slot there', () => {
    const waiting = waitingEdit({ times: { createdAt: 1, updatedAt: 1, waitingSince: 5 } });
    const admitted = changed(waiting, { slot: SLOT });
    expect(effectsOf(waiting, admitted).queue).toEqual({ move: 'enter', waitingSince: 5, hasSlot: true });
    expect(effectsOf(admitted, waiting).queue).toEqual({ move: 'enter', waitingSince: 5, hasSlot: false });
    expect(effectsOf(admitted, changed(admitted, { taskToken: 'another' })).queue).toBeUndefined();
  });

  it('takes a slot with the record that has one, and releases it with the one that has it no more', () => {
    const [without, having] = [queuedEdit(), queuedEdit({ slot: SLOT })];
    expect(effectsOf(without, having)).toEqual({ slots: [{ ...SLOT, change: 1 }] });
    expect(effectsOf(having, without)).toEqual({ slots: [{ ...SLOT, change: -1 }] });
    expect(effectsOf(having, changed(having, { costUsd: 1 }))).toEqual({});
    expect(effectsOf(undefined, having).slots).toEqual([{ ...SLOT, change: 1 }]);
  });

  it.each([{ shard: 3 }, { pool: 'another' }])('moves a slot to %o in one step', (other) => {
    const there = { ...SLOT, ...other };
    expect(effectsOf(queuedEdit({ slot: SLOT }), queuedEdit({ slot: there })).slots).toEqual([
      { ...SLOT, change: -1 },
      { ...there, change: 1 },
    ]);
  });

  it('takes the create lock with each attempt, and with nothing else', () => {
    const submission = { attempt: 1, startedAt: 5, until: 65 };
    const submitting = submittingEdit({ submission });
    expect(effectsOf(queuedEdit(), submitting).createLock).toEqual({ attempt: 1, since: 5, until: 65 });
    const noted = changed(submitting, { submission: { ...submission, probe: { startedAt: 70 } } });
    expect(effectsOf(submitting, noted)).toEqual({});
    const refused = changed(submitting, { state: 'QUEUED' });
    expect(effectsOf(submitting, refused)).toEqual({});
    expect(effectsOf(submitting, runningEdit({ submission })).createLock).toBeUndefined();
    const second = { attempt: 2, startedAt: 100, until: 160 };
    expect(effectsOf(refused, submittingEdit({ submission: second })).createLock).toEqual({ attempt: 2, since: 100, until: 160 });
  });

  it('falls back to the claim where nobody wrote since when an edit waits', () => {
    const queued = queuedEdit({ times: { createdAt: 3, updatedAt: 3 } });
    expect(effectsOf(queued, { ...queued, taskToken: 't' }).queue).toEqual({ move: 'enter', waitingSince: 3, hasSlot: false });
  });

  it('takes a task into the index once', () => {
    const running = runningEdit({ taskId: 't' });
    expect(effectsOf(queuedEdit(), running).ownsTask).toBe('t');
    expect(effectsOf(running, { ...running, actualPrompt: 'x' })).toEqual({});
  });

  it('is none for a token on an edit that is past waiting', () => {
    expect(isWaiting(runningEdit({ taskToken: 't' }))).toBe(false);
    expect(effectsOf(runningEdit(), runningEdit({ taskToken: 't' }))).toEqual({});
  });

  it('is none for a task that the record lets go of', () => {
    const unresolved = changed(runningEdit({ taskId: 't' }), { state: 'UNRESOLVED' });
    const { taskId: _task, ...without } = unresolved;
    expect(effectsOf(unresolved, without as Edit)).toStrictEqual({});
  });

  it('promises with the first share, also for a record that had none', () => {
    const { budget: _none, ...before } = queuedEdit();
    expect(effectsOf(before, queuedEdit({ budget })).budget).toMatchObject({ reserved: 4, charged: 0 });
  });

  it('charges what turns out to have been billed after all', () => {
    const ended = runningEdit({ budget: { ...budget, settled: 0 } });
    expect(effectsOf(ended, { ...ended, budget: { ...budget, settled: 3 } }).budget).toMatchObject({ reserved: 0, charged: 3 });
  });

  it('gives back what was promised and charges what was billed, in one step', () => {
    const running = runningEdit({ budget });
    const ended = changed(running, { state: 'PARTIAL', ...settleBudget(running, 3) });
    expect(effectsOf(running, ended).budget).toEqual({ day: '2026-01-01', preset: 'tidy', reserved: -4, charged: 3 });
    expect(effectsOf(ended, { ...ended, actualPrompt: 'x' }).budget).toBeUndefined();
  });
});

describe('the books', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('settleBudget' as const), images: fc.integer({ min: 0, max: 4 }) }),
    fc.record({ kind: fc.constant('token' as const), token: fc.option(fc.string({ minLength: 1 }), { nil: undefined }) }),
    fc.record({ kind: fc.constant('slot' as const), shard: fc.option(fc.nat(2), { nil: undefined }) }),
    fc.record({ kind: fc.constant('state' as const), state: fc.constantFrom(...EDIT_STATES) }),
  );

  it('never promise less than nothing, charge an edit once, and count one slot where it is, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 4 }), (steps, reserved) => {
        let edit = queuedEdit({ budget: { day: 'd', reserved } });
        let [promised, charged] = [reserved, 0];
        let place: LedgerEffects['queue'];
        const slots = [0, 0, 0];
        let settled: number | undefined;
        for (const given of steps) {
          const change =
            given.kind === 'settleBudget'
              ? settleBudget(edit, given.images)
              : given.kind === 'token'
                ? { taskToken: given.token }
                : given.kind === 'slot'
                  ? { slot: given.shard === undefined ? undefined : { ...SLOT, shard: given.shard } }
                  : {};
          const next = given.kind === 'state' ? changed(edit, { state: given.state }) : applyChange(edit, change, 1);
          const { budget: move, queue, slots: moves = [] } = effectsOf(edit, next);
          promised += move?.reserved ?? 0;
          charged += move?.charged ?? 0;
          place = queue === undefined ? place : queue.move === 'enter' ? queue : undefined;
          for (const { shard, change: by } of moves) slots[shard] = (slots[shard] ?? 0) + by;
          if (given.kind === 'settleBudget') settled ??= given.images;
          edit = next;
          expect(promised).toBe(settled === undefined ? reserved : 0);
          expect(charged).toBe(settled ?? 0);
          expect(place?.hasSlot).toBe(isWaiting(edit) ? edit.slot !== undefined : undefined);
          expect(slots).toEqual([0, 1, 2].map((shard) => (edit.slot?.shard === shard ? 1 : 0)));
        }
      }),
    );
  });
});
