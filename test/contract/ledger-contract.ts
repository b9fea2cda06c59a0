/** What every ledger promises, as one suite: run against the one in memory, the one in SQLite and the one in DynamoDB. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CONTROLS } from '#core/admission/controls.ts';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import { settleBudget } from '#core/edit/outcome.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { DEFAULT_PROFILE } from '#core/polling/duration-profile.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { applied, idOf, runningEdit, waitingEdit } from '#test/support/edits.ts';
import { watchCalls } from './every-method.ts';
import { histories, replayHistory } from './ledger-history.ts';
import { describePools } from './ledger-pools.ts';
import { createLedgerSubject, type LedgerSubject, named, T0 } from './ledger-subject.ts';

/** A ledger with nothing in it, and how to take it away again. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly cleanup?: () => void | Promise<void>;
}

const METHODS = {
  get: true,
  claim: true,
  commit: true,
  ownerOfTask: true,
  list: true,
  waiting: true,
  waitingBefore: true,
  unfinished: true,
  pool: true,
  commitPoolLimits: true,
  sweepProgress: true,
  commitSweepProgress: true,
  controls: true,
  setControls: true,
  budgetUse: true,
  profile: true,
  commitProfile: true,
} as const satisfies Readonly<Record<keyof Ledger, true>>;

const DAY = '2026-01-01';
const at = (createdAt: number): Pick<EditRecord, 'times'> => ({ times: { createdAt, updatedAt: createdAt } });

/** A ledger may add which of its counters hold the images; that is its own affair. */
const withoutShards = ({ budget, ...edit }: Edit): unknown => {
  const { shards: _its, ...share } = budget ?? {};
  return { ...edit, ...(budget === undefined ? {} : { budget: share }) };
};

/** Describes the contract of `Ledger` over ledgers made by `makeLedger`. `runs`: how many random histories to try. */
export const describeLedgerContract = (
  name: string,
  makeLedger: () => LedgerUnderTest | Promise<LedgerUnderTest>,
  { runs = 25, writers = 64 }: { readonly runs?: number; readonly writers?: number } = {},
): void => {
  describe(`the ledger ${name}`, () => {
    const calls = watchCalls<Ledger>(METHODS);
    let made: LedgerUnderTest;
    let subject: LedgerSubject;
    let ledger: Ledger;
    beforeEach(async () => {
      made = await makeLedger();
      subject = createLedgerSubject(calls.watch(made.ledger));
      ledger = subject.ledger;
    });
    afterEach(() => made.cleanup?.());

    describe('claims', () => {
      it('keeps a record exactly, whatever the prompt says', async () => {
        const prompt = 'Zażółć 🕰️ "quotes" \\ $.path {{x}} \u202e \u0001\n%2e%2e/';
        const asked = named('a', {
          prompt,
          preset: 'restyle',
          parameters: { n: 2, size: '1280*720', seed: 0, negativePrompt: '', promptExtend: false, watermark: true },
        });
        const edit = await subject.claim(asked);
        expect(await ledger.get(edit.editId)).toEqual(edit);
        expect(withoutShards(edit)).toEqual(asked);
      });
      it('knows nothing of an edit that nobody claimed', async () => {
        expect(await ledger.get(idOf('nobody'))).toBeUndefined();
      });
      it('answers the first record to the second claim of an id and reserves nothing for it', async () => {
        const first = await subject.claim(named('a'));
        const outcome = await ledger.claim(named('a', { prompt: 'another' }), {});
        expect(outcome).toEqual({ outcome: 'exists', edit: first });
        expect(await ledger.budgetUse(DAY)).toEqual({ day: DAY, reserved: 1, charged: 0 });
      });
      it('lets exactly one of many simultaneous claims of an id win', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: writers }, (_, index) => ledger.claim(named('a', { prompt: `writer ${index}` }), {})),
        );
        expect(outcomes.filter((outcome) => outcome.outcome === 'claimed')).toHaveLength(1);
        const stored = await ledger.get(idOf('a'));
        for (const outcome of outcomes) if (outcome.outcome === 'exists') expect(outcome.edit).toEqual(stored);
        expect((await ledger.budgetUse(DAY)).reserved).toBe(1);
      });
    });

    describe('the budget', () => {
      it('refuses what would pass the cap of the day, and writes nothing', async () => {
        await subject.claim(named('a', { budget: { day: DAY, reserved: 3 } }));
        const outcome = await ledger.claim(named('b', { budget: { day: DAY, reserved: 2 } }), { imagesPerDay: 4 });
        expect(outcome).toEqual({ outcome: 'over-budget', of: 'day', used: 3, cap: 4 });
        expect(await ledger.get(idOf('b'))).toBeUndefined();
        expect((await ledger.budgetUse(DAY)).reserved).toBe(3);
      });
      it('lets through what exactly reaches the cap', async () => {
        const outcome = await ledger.claim(named('a', { budget: { day: DAY, reserved: 4 } }), { imagesPerDay: 4 });
        expect(outcome.outcome).toBe('claimed');
      });
      it('counts a preset for itself and for the day', async () => {
        await subject.claim(named('a', { budget: { day: DAY, reserved: 2, preset: 'restyle' } }));
        await subject.claim(named('b', { budget: { day: DAY, reserved: 1 } }));
        expect((await ledger.budgetUse(DAY)).reserved).toBe(3);
        expect((await ledger.budgetUse(DAY, 'restyle')).reserved).toBe(2);
        const share = { day: DAY, reserved: 1, preset: 'restyle' };
        expect(await ledger.claim(named('c', { budget: share }), { imagesPerDayOfPreset: 2 })).toEqual({
          outcome: 'over-budget',
          of: 'preset',
          used: 2,
          cap: 2,
        });
      });
      it('counts each day for itself', async () => {
        await subject.claim(named('a', { budget: { day: DAY, reserved: 1 } }));
        const other = named('b', { budget: { day: '2026-01-02', reserved: 1 } });
        expect((await ledger.claim(other, { imagesPerDay: 1 })).outcome).toBe('claimed');
      });
      it('refuses everything at a cap of 0, but not records that reserve nothing', async () => {
        expect((await ledger.claim(named('a'), { imagesPerDay: 0 })).outcome).toBe('over-budget');
        const { budget: _none, ...rejected } = named('b', { state: 'REJECTED' });
        expect((await ledger.claim(rejected, { imagesPerDay: 0 })).outcome).toBe('claimed');
      });
      it('settles once: the reservation goes, the charge stays and counts against the cap', async () => {
        const edit = await subject.claim(named('a', { budget: { day: DAY, reserved: 4 } }));
        const settled = await subject.change(edit, settleBudget(edit, 3));
        await subject.change(settled, { costUsd: 0.09 });
        expect(await ledger.budgetUse(DAY)).toEqual({ day: DAY, reserved: 0, charged: 3 });
        const outcome = await ledger.claim(named('b', { budget: { day: DAY, reserved: 2 } }), { imagesPerDay: 4 });
        expect(outcome).toEqual({ outcome: 'over-budget', of: 'day', used: 3, cap: 4 });
      });
      it('never passes the cap, however many claim at once', async () => {
        const cap = 20;
        const outcomes = await Promise.all(
          Array.from({ length: writers }, (_, index) =>
            ledger.claim(named(`writer ${index}`, { budget: { day: DAY, reserved: 1 + (index % 3) } }), { imagesPerDay: cap }),
          ),
        );
        const claimed = outcomes.map((outcome, index) => (outcome.outcome === 'claimed' ? 1 + (index % 3) : 0));
        const reserved = claimed.reduce<number>((sum, images) => sum + images, 0);
        expect(reserved).toBeLessThanOrEqual(cap);
        expect(reserved).toBeGreaterThan(cap - 3);
        expect((await ledger.budgetUse(DAY)).reserved).toBe(reserved);
      });
    });

    describe('changes', () => {
      it('replaces a record by the next revision', async () => {
        const edit = await subject.claim(named('a'));
        const next = await subject.change(edit, { cancelRequestedAt: T0 });
        expect(await ledger.get(edit.editId)).toEqual(next);
      });
      it('refuses a change of an outdated record and leaves the newer one', async () => {
        const edit = await subject.claim(named('a'));
        const newer = await subject.change(edit, { cancelRequestedAt: T0 });
        expect(await ledger.commit(edit, applied(edit, { costUsd: 1 }, T0))).toBe('conflict');
        expect(await ledger.get(edit.editId)).toEqual(newer);
      });
      it('refuses a change of an edit that does not exist', async () => {
        const edit = named('a');
        expect(await ledger.commit(edit, applied(edit, { costUsd: 1 }, T0))).toBe('conflict');
        expect(await ledger.get(edit.editId)).toBeUndefined();
      });
      it('lets exactly one of many simultaneous changes win', async () => {
        const edit = await subject.claim(named('a'));
        const outcomes = await Promise.all(
          Array.from({ length: writers }, (_, index) => ledger.commit(edit, applied(edit, { costUsd: index }, T0))),
        );
        expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(writers - 1);
        expect((await ledger.get(edit.editId))?.costUsd).toBe(outcomes.indexOf('committed'));
      });
      it('drops optional fields that the next record does not have', async () => {
        const edit = await subject.claim(waitingEdit({ editId: idOf('a') }));
        await subject.change(edit, { taskToken: undefined });
        expect(await ledger.get(edit.editId)).not.toHaveProperty('taskToken');
      });
    });

    describe('tasks of the service', () => {
      it('belong to the edit that wrote them down', async () => {
        const edit = await subject.claim(named('a'));
        expect(await ledger.ownerOfTask('task-1')).toBeUndefined();
        const submitting = await subject.submit(edit);
        await subject.change(submitting, { state: 'RUNNING', taskId: 'task-1' });
        expect(await ledger.ownerOfTask('task-1')).toBe(edit.editId);
      });
      it('are refused to a second edit, whose record stays as it was', async () => {
        const a = await subject.submit(await subject.claim(named('a')));
        await subject.change(a, { state: 'RUNNING', taskId: 'task-1' });
        const b = await subject.submit(await subject.claim(named('b')));
        expect(await ledger.commit(b, applied(b, { state: 'RUNNING', taskId: 'task-1' }, T0))).toBe('task-taken');
        expect(await ledger.get(b.editId)).toEqual(b);
        expect(await ledger.ownerOfTask('task-1')).toBe(a.editId);
      });
      it('go to exactly one of two edits that write them down at once', async () => {
        const a = await subject.submit(await subject.claim(named('a')));
        const b = await subject.submit(await subject.claim(named('b')));
        const outcomes = await Promise.all(
          [a, b].map((edit) => ledger.commit(edit, applied(edit, { state: 'RUNNING', taskId: 'task-1' }, T0))),
        );
        expect([...outcomes].sort()).toEqual(['committed', 'task-taken']);
        expect(await ledger.ownerOfTask('task-1')).toBe(outcomes[0] === 'committed' ? a.editId : b.editId);
      });
    });

    describe('the queue', () => {
      it('lists the edits that wait to go on, oldest first, ties by id', async () => {
        const since = (waitingSince: number) => ({ times: { createdAt: T0, updatedAt: T0, waitingSince } });
        const late = await subject.claim(waitingEdit({ editId: idOf('late'), ...since(T0 + 30) }));
        const early = await subject.claim(waitingEdit({ editId: idOf('early'), ...since(T0 + 10) }));
        const tied = [idOf('tie 1'), idOf('tie 2')].sort();
        for (const editId of [...tied].reverse()) await subject.claim(waitingEdit({ editId, ...since(T0 + 20) }));
        await subject.claim(named('does not wait'));
        expect(await ledger.waiting(10)).toEqual([
          { editId: early.editId, waitingSince: T0 + 10, hasSlot: false },
          ...tied.map((editId) => ({ editId, waitingSince: T0 + 20, hasSlot: false })),
          { editId: late.editId, waitingSince: T0 + 30, hasSlot: false },
        ]);
        expect(await ledger.waiting(1)).toHaveLength(1);
        expect(await ledger.waitingBefore(T0 + 20)).toBe(1);
        expect(await ledger.waitingBefore(T0 + 31)).toBe(4);
      });
      it('is entered with the token and left with it', async () => {
        const edit = await subject.claim(named('a'));
        const waiting = await subject.change(edit, { taskToken: 'token', times: { waitingSince: T0 + 5 } });
        expect(await ledger.waiting(10)).toEqual([{ editId: edit.editId, waitingSince: T0 + 5, hasSlot: false }]);
        const again = await subject.change(waiting, { taskToken: 'another token' });
        expect(await ledger.waiting(10)).toHaveLength(1);
        await subject.change(again, { taskToken: undefined, times: { admittedAt: T0 + 9 } });
        expect(await ledger.waiting(10)).toEqual([]);
        expect(await ledger.waitingBefore(T0 + 1000)).toBe(0);
      });
      it('says who has a slot already and only waits for its token to be used; the place stays the same', async () => {
        const slot = { pool: DEFAULT_POOL, shard: 0 };
        const times = { createdAt: T0, updatedAt: T0, waitingSince: T0 + 5 };
        const edit = await subject.claim(waitingEdit({ editId: idOf('a'), times }));
        await subject.claim(waitingEdit({ editId: idOf('b'), times: { ...times, waitingSince: T0 + 6 } }));
        const queue = (hasSlot: boolean) => [
          { editId: idOf('a'), waitingSince: T0 + 5, hasSlot },
          { editId: idOf('b'), waitingSince: T0 + 6, hasSlot: false },
        ];
        const taken = await subject.change(edit, { slot });
        expect(await ledger.waiting(10)).toEqual(queue(true));
        const lost = await subject.change(taken, { slot: undefined });
        expect(await ledger.waiting(10)).toEqual(queue(false));
        const both = await subject.change(await subject.change(lost, { taskToken: undefined, slot }), { taskToken: 'newer' });
        expect(await ledger.waiting(10)).toEqual(queue(true));
        await subject.change(both, { state: 'CANCELED' });
        expect(await ledger.waiting(10)).toEqual(queue(false).slice(1));
      });
      it('is left by an edit that is canceled while it waits', async () => {
        const edit = await subject.claim(waitingEdit({ editId: idOf('a') }));
        await subject.change(edit, { state: 'CANCELED' });
        expect(await ledger.waiting(10)).toEqual([]);
      });
    });

    describePools(() => subject, writers);

    describe('unfinished edits', () => {
      const names = (edits: readonly Edit[]) => edits.map((edit) => edit.editId);
      /** Every page from the first to the last, each with at most `limit` edits. */
      const pages = async (limit: number, between: (page: number) => Promise<unknown> = async () => undefined) => {
        const found: Edit[] = [];
        let cursor: string | undefined;
        for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
          const { edits, ...next } = await ledger.unfinished({ limit, ...omitUndefined({ cursor }) });
          expect(edits.length).toBeLessThanOrEqual(limit);
          found.push(...edits);
          cursor = next.cursor;
          await between(page);
        }
        return names(found);
      };

      it('are those that something must still happen to, the one that was not written for longest first', async () => {
        await subject.claim(named('new', at(T0 + 50)));
        await subject.claim(named('old', at(T0 + 20)));
        await subject.claim(named('older', { ...at(T0 + 10), state: 'UNRESOLVED' }));
        await subject.claim(runningEdit({ editId: idOf('running'), ...at(T0 + 15) }));
        await subject.claim(named('done', { ...at(T0), state: 'SUCCEEDED', taskId: 'task-done' }));
        await subject.claim(named('rejected', { ...at(T0), state: 'REJECTED' }));
        const all = ['older', 'running', 'old', 'new'].map(idOf);
        expect(names((await ledger.unfinished({ limit: 10 })).edits)).toEqual(all);
        expect(names((await ledger.unfinished({ limit: 2 })).edits)).toEqual(all.slice(0, 2));
      });
      it('are none that were given up for good, until somebody takes one up again', async () => {
        const given = named('given up', { ...at(T0), state: 'UNRESOLVED', taskId: 'task-1' });
        const edit = await subject.claim(given);
        const closed = await subject.change(edit, { times: { closedAt: T0 + 7 } });
        expect(await ledger.unfinished({ limit: 10 })).toEqual({ edits: [] });
        const again = await subject.change(closed, { state: 'RUNNING', taskId: 'task-1' });
        expect((await ledger.unfinished({ limit: 10 })).edits).toEqual([again]);
      });
      it.each([1, 2, 3, 7, 8])(
        'come in pages of %i without a repeat or a loss, also where many were written at once',
        async (limit) => {
          const instants = [1, 1, 1, 2, 2, 3, 3];
          for (const [index, second] of instants.entries()) await subject.claim(named(`edit ${index}`, at(T0 + second)));
          const found = await pages(limit);
          expect(found).toHaveLength(instants.length);
          expect(new Set(found)).toEqual(new Set(instants.map((_, index) => idOf(`edit ${index}`))));
        },
      );
      it('that were not looked at yet come even when those before them ended in between; one that was written comes again', async () => {
        const edits: Edit[] = [];
        for (let index = 0; index < 6; index += 1) edits.push(await subject.claim(named(`edit ${index}`, at(T0 + index))));
        const found = await pages(2, async (page) => {
          if (page === 0) await subject.change(edits[0] as Edit, { cancelRequestedAt: T0 });
          if (page === 0) await subject.change(edits[1] as Edit, { state: 'CANCELED' });
          if (page === 1) await subject.change(edits[3] as Edit, { state: 'CANCELED' });
        });
        expect(found).toEqual([...names(edits), idOf('edit 0')]);
      });
    });

    describe('the list', () => {
      it('is newest first and continues at its cursor until the end', async () => {
        const names = Array.from({ length: 7 }, (_, index) => `edit ${index}`);
        for (const [index, each] of names.entries()) await subject.claim(named(each, at(T0 + Math.floor(index / 2))));
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await ledger.list({ limit: 3, ...omitUndefined({ cursor }) });
          expect(page.edits.length).toBeLessThanOrEqual(3);
          seen.push(...page.edits.map((edit) => edit.editId));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(seen).toHaveLength(7);
        expect(new Set(seen)).toEqual(new Set(names.map(idOf)));
        expect(seen[0]).toBe(idOf('edit 6'));
        expect(new Set(seen.slice(5))).toEqual(new Set(['edit 0', 'edit 1'].map(idOf)));
      });
      it('does not repeat or lose edits that were there when others are added in between', async () => {
        for (let index = 0; index < 4; index += 1) await subject.claim(named(`edit ${index}`, at(T0 + index)));
        const first = await ledger.list({ limit: 2 });
        await subject.claim(named('newcomer', at(T0 + 100)));
        const second = await ledger.list({ limit: 10, ...omitUndefined({ cursor: first.cursor }) });
        expect([...first.edits, ...second.edits].map((edit) => edit.editId)).toEqual(
          ['edit 3', 'edit 2', 'edit 1', 'edit 0'].map(idOf),
        );
      });
      it('has no cursor when there is nothing after it', async () => {
        await subject.claim(named('a'));
        expect(await ledger.list({ limit: 1 })).not.toHaveProperty('cursor');
        expect((await ledger.list({ limit: 5 })).edits).toHaveLength(1);
      });
      it.each(['', 'x', '0', '9'.repeat(16), `1-${idOf('another')}x`])(
        'is empty behind "%s", which is no cursor of it',
        async (cursor) => {
          await subject.claim(named('a'));
          expect(await ledger.list({ limit: 5, cursor })).toEqual({ edits: [] });
        },
      );
      it('is narrowed by state, and follows an edit that changes its state', async () => {
        const edit = await subject.claim(named('a', at(T0)));
        await subject.claim(named('b', { ...at(T0 + 1), state: 'SUCCEEDED' }));
        expect((await ledger.list({ limit: 5, state: 'QUEUED' })).edits).toEqual([edit]);
        const canceled = await subject.change(edit, { state: 'CANCELED' });
        expect((await ledger.list({ limit: 5, state: 'QUEUED' })).edits).toEqual([]);
        expect((await ledger.list({ limit: 5, state: 'CANCELED' })).edits).toEqual([canceled]);
      });
      it('is searched by parts of the key, the prompt, the preset and the id, in any case', async () => {
        const source = { kind: 'upload' as const, key: 'uploads/Garten/Äpfel 100%_x.png', versionId: 'v1' };
        const edit = await subject.claim(named('a', { source, prompt: 'Turn the Sky orange', preset: 'golden-hour' }));
        await subject.claim(named('b', { source: { kind: 'api', bodyHash: 'x' }, prompt: 'Nothing alike' }));
        for (const search of ['garten/ÄPFEL', '100%_', 'sKY', 'golden', edit.editId.slice(5, 20).toUpperCase()]) {
          expect((await ledger.list({ limit: 5, search })).edits, search).toEqual([edit]);
        }
        expect((await ledger.list({ limit: 5, search: '100%x' })).edits).toEqual([]);
        expect((await ledger.list({ limit: 5, search: 'sky', state: 'FAILED' })).edits).toEqual([]);
      });
      it('finds over pages as it lists over pages', async () => {
        for (let index = 0; index < 9; index += 1) {
          await subject.claim(named(`edit ${index}`, { ...at(T0 + index), prompt: index % 3 === 0 ? 'a needle' : 'hay' }));
        }
        const first = await ledger.list({ limit: 2, search: 'needle' });
        expect(first.edits.map((edit) => edit.editId)).toEqual(['edit 6', 'edit 3'].map(idOf));
        const rest = await ledger.list({ limit: 2, search: 'needle', ...(first.cursor ? { cursor: first.cursor } : {}) });
        expect(rest.edits.map((edit) => edit.editId)).toEqual([idOf('edit 0')]);
      });
    });

    describe('shared documents', () => {
      it('begin empty', async () => {
        expect(await ledger.sweepProgress()).toBeUndefined();
        expect(await ledger.controls()).toEqual(NO_CONTROLS);
        expect(await ledger.profile('any#1')).toBeUndefined();
        expect(await ledger.budgetUse(DAY)).toEqual({ day: DAY, reserved: 0, charged: 0 });
      });
      it('let exactly one of many sweeps begin, and keep where it came to', async () => {
        const outcomes = await Promise.all(
          Array.from({ length: writers }, (_, index) => ledger.commitSweepProgress({ revision: 1, until: T0 + index })),
        );
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect(await ledger.sweepProgress()).toEqual({ revision: 1, until: T0 + outcomes.indexOf(true) });
        const next = { revision: 2, cursor: 'where it came to', until: T0 };
        expect(await ledger.commitSweepProgress({ ...next, revision: 3 })).toBe(false);
        expect(await ledger.commitSweepProgress(next)).toBe(true);
        expect(await ledger.sweepProgress()).toEqual(next);
      });
      it('keep profiles apart by name and count their revisions', async () => {
        const profile = { ...DEFAULT_PROFILE, revision: 1, count: 3 };
        expect(await ledger.commitProfile('model#1', profile)).toBe(true);
        expect(await ledger.commitProfile('model#1', profile)).toBe(false);
        expect(await ledger.profile('model#1')).toEqual(profile);
        expect(await ledger.profile('model#2')).toBeUndefined();
      });
      it('keep the controls as last set', async () => {
        await ledger.setControls({ paused: true, capacity: 3 });
        await ledger.setControls({ paused: false, imagesPerDay: 0 });
        expect(await ledger.controls()).toEqual({ paused: false, imagesPerDay: 0 });
      });
    });

    it('keeps queue, slots, create lock, budget and tasks in step with the records through any history', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (steps) => {
          const fresh = await makeLedger();
          try {
            await replayHistory(fresh.ledger, steps);
          } finally {
            await fresh.cleanup?.();
          }
        }),
        { numRuns: runs },
      );
    });

    it('is asked by this suite for all that it promises', () => {
      expect(calls.uncalled()).toEqual([]);
    });
  });
};
