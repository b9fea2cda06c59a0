import { describe, expect, it } from 'vitest';
import { type AdmissionDeps, admitAtOnce, admitWaiting, resumeExecution } from '#core/actions/admit-waiting.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { Unavailable } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { applied, idOf, queuedEdit, runningEdit, SLOT, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const waiting = (name: string, seconds: number, change: Partial<Edit> = {}): Edit =>
  waitingEdit({
    ...change,
    editId: idOf(name),
    times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, waitingSince: VIRTUAL_EPOCH + seconds * 1000 },
  } as Parameters<typeof waitingEdit>[0]);

/** Edits `a`, `b`, ... wait in this order. */
const setUp = async (names: readonly string[], capacity = 1, wrap: (ledger: MemoryLedger) => Ledger = (ledger) => ledger) => {
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  for (const [place, name] of names.entries()) await ledger.claim(waiting(name, place), {});
  const deps = { ledger: wrap(ledger), workflow, clock: createVirtualClock(), telemetry: createRecordingTelemetry(), capacity };
  const holders = () =>
    ledger
      .all()
      .filter((edit) => edit.slot !== undefined)
      .map(({ editId }) => editId);
  const used = async () => slotsUsed(await ledger.pool(DEFAULT_POOL));
  const tokens = () => workflow.answers.map(({ token }) => token);
  const record = async (name: string) => (await ledger.get(idOf(name))) as Edit;
  /** Admits, and answers the tokens that were used. */
  const admitted = async (change: Partial<AdmissionDeps> = {}) => {
    const before = tokens().length;
    await admitWaiting({ ...deps, ...change });
    return tokens().slice(before);
  };
  return { deps, ledger, workflow, holders, used, tokens, record, admitted };
};

const tokenOf = (name: string): string => `token-of-${idOf(name)}`;
const down = (): Unavailable => new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });

describe('letting waiting edits go', () => {
  it('gives the free slots to those who wait longest and answers their tokens, once', async () => {
    const { ledger, holders, tokens, record, used, admitted } = await setUp(['a', 'b', 'c'], 2);
    expect(await admitted()).toEqual([tokenOf('a'), tokenOf('b')]);
    expect(await admitted()).toEqual([]);
    expect(holders()).toEqual([idOf('a'), idOf('b')]);
    expect(await used()).toBe(2);
    expect(tokens()).toEqual([tokenOf('a'), tokenOf('b')]);
    expect(await record('a')).toMatchObject({ slot: SLOT, times: { admittedAt: VIRTUAL_EPOCH } });
    expect(await record('a')).not.toHaveProperty('taskToken');
    expect((await ledger.waiting(9)).map(({ editId }) => editId)).toEqual([idOf('c')]);
  });

  it('tells each execution which edit it goes on with', async () => {
    const { deps, workflow } = await setUp(['a']);
    await admitWaiting(deps);
    expect(workflow.answers).toEqual([{ token: tokenOf('a'), output: { editId: idOf('a') } }]);
  });

  it('lets nobody go while paused, also nobody who has a slot', async () => {
    const { ledger, tokens, used, admitted } = await setUp(['a']);
    await ledger.claim(waiting('has a slot', 1, { slot: SLOT }), {});
    await ledger.setControls({ paused: true });
    expect(await admitted({ capacity: 9 })).toEqual([]);
    expect(tokens()).toEqual([]);
    expect(await used()).toBe(1);
  });

  it('obeys the capacity that an operator set, and the lower one that the service taught', async () => {
    const { ledger, used, admitted } = await setUp(['a', 'b', 'c', 'd'], 1);
    await ledger.setControls({ paused: false, capacity: 3 });
    await ledger.commitPoolLimits(DEFAULT_POOL, { revision: 1, capacity: 2 });
    expect(await admitted()).toHaveLength(2);
    await ledger.commitPoolLimits(DEFAULT_POOL, { revision: 2, quota: { runningTasks: 20 } });
    expect(await admitted()).toEqual([tokenOf('c')]);
    expect(await used()).toBe(3);
  });

  it('uses a token again that a crash left after the slot was written, and gives no second slot for it', async () => {
    const { ledger, tokens, used, record, admitted } = await setUp([], 1);
    await ledger.claim(waiting('a', 1, { slot: SLOT }), {});
    expect(await admitted()).toEqual([tokenOf('a')]);
    expect(await used()).toBe(1);
    expect(tokens()).toEqual([tokenOf('a')]);
    expect((await record('a')).slot).toEqual(SLOT);
  });

  it('resumes those who have a slot even where none is free, and even behind others who wait longer', async () => {
    const { ledger, used, admitted } = await setUp(['first'], 1);
    await ledger.claim(waiting('second', 1, { slot: SLOT }), {});
    expect(await admitted()).toEqual([tokenOf('second')]);
    expect(await used()).toBe(1);
  });

  it('lets the others go when the token of one cannot be used, says so, and tries that one again the next time', async () => {
    const { deps, workflow, tokens, record, holders, admitted } = await setUp(['a', 'b'], 2);
    const failing = {
      ...workflow,
      succeed: async (token: string, output: Readonly<Record<string, unknown>>) => {
        if (token === tokenOf('a')) throw down();
        return workflow.succeed(token, output);
      },
    };
    expect(await admitted({ workflow: failing })).toEqual([tokenOf('b')]);
    expect(deps.telemetry.lines).toMatchObject([{ event: 'not admitted', fields: { editId: idOf('a'), error: 'Unavailable' } }]);
    expect(tokens()).toEqual([tokenOf('b')]);
    expect((await record('a')).taskToken).toBe(tokenOf('a'));
    expect(holders()).toEqual([idOf('a'), idOf('b')]);
    expect(await admitted()).toEqual([tokenOf('a')]);
  });

  it('gives the slot to the next when an edit ends before it gets one', async () => {
    const { ledger, holders, tokens, admitted } = await setUp(['a', 'b'], 1, (memory) => ({
      ...memory,
      commit: async (previous, next, conditions) => {
        const edit = await memory.get(idOf('a'));
        if (edit?.state === 'QUEUED') await memory.commit(edit, applied(edit, { state: 'CANCELED', taskToken: undefined }, 5));
        return memory.commit(previous, next, conditions);
      },
    }));
    expect(await admitted()).toEqual([tokenOf('b')]);
    expect(holders()).toEqual([idOf('b')]);
    expect(tokens()).toEqual([tokenOf('b')]);
    expect((await ledger.get(idOf('a')))?.slot).toBeUndefined();
  });

  it('gives no slot beyond the capacity when another admission takes them in the same moment', async () => {
    const { deps, used, holders, tokens } = await setUp(['a', 'b', 'c', 'd', 'e', 'f'], 3);
    await Promise.all(Array.from({ length: 5 }, () => admitWaiting(deps)));
    expect(new Set(tokens())).toEqual(new Set(['a', 'b', 'c'].map(tokenOf)));
    expect(await used()).toBe(3);
    expect(holders()).toHaveLength(3);
    expect(tokens()).toHaveLength(3);
  });

  it('looks at the pool again when others took what it saw free, and stops when there is nothing left', async () => {
    const taken = ['x', 'y'];
    const { ledger, used, admitted } = await setUp(['a', 'b', 'c'], 2, (memory) => ({
      ...memory,
      commit: async (previous, next, conditions) => {
        for (const other of taken.splice(0)) await memory.claim(queuedEdit({ editId: idOf(other), slot: SLOT }), {});
        return memory.commit(previous, next, conditions);
      },
    }));
    expect(await admitted()).toEqual([]);
    expect(await used()).toBe(2);
    expect(await ledger.waiting(9)).toHaveLength(3);
  });

  it('gives up over an edit that others write again and again, without an error', async () => {
    let writes = 0;
    const { admitted } = await setUp(['a'], 1, (memory) => ({
      ...memory,
      commit: async () => {
        writes += 1;
        return 'conflict';
      },
    }));
    expect(await admitted()).toEqual([]);
    expect(writes).toBe(12);
  });

  it('reads no more of a long queue than may go, and a few for those that were let go meanwhile', async () => {
    const limits: number[] = [];
    const { deps } = await setUp([], 3, (memory) => ({
      ...memory,
      waiting: async (limit) => {
        limits.push(limit);
        return memory.waiting(limit);
      },
    }));
    await admitWaiting(deps);
    expect(limits).toEqual([13]);
  });
});

describe('resuming an execution', () => {
  it('uses the token first and forgets it second, so that a crash in between loses none', async () => {
    const { deps, ledger, tokens, record } = await setUp([], 1, (memory) => ({
      ...memory,
      commit: () => Promise.reject(down()),
    }));
    await ledger.claim(waiting('a', 1, { slot: SLOT }), {});
    await expect(resumeExecution(deps, await record('a'))).rejects.toMatchObject({ code: 'DOWN' });
    expect(tokens()).toEqual([tokenOf('a')]);
    expect((await record('a')).taskToken).toBe(tokenOf('a'));
  });

  it('forgets a token that nobody waits on any more', async () => {
    const { deps, ledger, record } = await setUp([], 1);
    await ledger.claim(waiting('a', 1, { slot: SLOT }), {});
    await deps.workflow.succeed(tokenOf('a'), {});
    expect(await resumeExecution(deps, await record('a'))).toBe(true);
    expect(await record('a')).not.toHaveProperty('taskToken');
  });

  it('forgets only the token that it used', async () => {
    const { deps, ledger, workflow, record } = await setUp(['a']);
    const renewing = {
      ...workflow,
      succeed: async () => {
        const edit = await record('a');
        await ledger.commit(edit, applied(edit, { taskToken: 'newer' }, 5));
        return 'gone' as const;
      },
    };
    await resumeExecution({ ...deps, workflow: renewing }, await record('a'));
    expect((await record('a')).taskToken).toBe('newer');
  });

  it('does nothing for an edit whose execution does not wait', async () => {
    const { deps, tokens } = await setUp([]);
    expect(await resumeExecution(deps, runningEdit())).toBe(false);
    expect(tokens()).toEqual([]);
  });
});

describe('giving a slot at once', () => {
  const T = VIRTUAL_EPOCH;
  const comes = queuedEdit({ editId: idOf('comes') });

  it('takes a free slot in one write, without a place in the queue', async () => {
    const { deps, ledger, record, used } = await setUp([]);
    await ledger.claim(comes, {});
    expect(await admitAtOnce(deps, comes.editId, T - 5)).toBe(true);
    expect(await record('comes')).toMatchObject({
      revision: comes.revision + 1,
      slot: SLOT,
      times: { waitingSince: T - 5, tokenAt: T - 5, admittedAt: T },
    });
    expect(await used()).toBe(1);
    expect(await ledger.waiting(9)).toEqual([]);
  });

  it('keeps since when an edit waited that lost its slot before', async () => {
    const { deps, ledger, record } = await setUp([]);
    const again = queuedEdit({ ...comes, times: { ...comes.times, waitingSince: T - 60_000 } });
    await ledger.claim(again, {});
    expect(await admitAtOnce(deps, again.editId, T)).toBe(true);
    expect((await record('comes')).times.waitingSince).toBe(T - 60_000);
  });

  it.each<
    [
      string,
      Edit,
      { readonly capacity?: number; readonly waits?: readonly string[]; readonly paused?: boolean; readonly holds?: boolean },
    ]
  >([
    ['no slot is free', comes, { holds: true }],
    ['somebody waits already', comes, { capacity: 9, waits: ['waits'] }],
    ['submissions are paused', comes, { paused: true }],
    ['the edit has a slot', queuedEdit({ ...comes, slot: SLOT }), { capacity: 9 }],
    ['the edit left a token before', waitingEdit(comes), { capacity: 9 }],
    ['the edit is beyond that', runningEdit({ editId: comes.editId }), { capacity: 9 }],
  ])('does nothing where %s', async (_where, edit, { capacity = 1, waits = [], paused = false, holds = false }) => {
    const { deps, ledger, record, used } = await setUp(waits, capacity);
    await ledger.claim(edit, {});
    if (holds) await ledger.claim(runningEdit({ editId: idOf('holds'), taskId: 'its task', slot: SLOT }), {});
    await ledger.setControls({ paused });
    const before = await used();
    expect(await admitAtOnce(deps, edit.editId, T)).toBe(false);
    expect(await record('comes')).toEqual(edit);
    expect(await used()).toBe(before);
  });

  it('does nothing about an edit that is not in the ledger', async () => {
    const { deps } = await setUp([]);
    expect(await admitAtOnce(deps, idOf('nobody'), T)).toBe(false);
  });

  it('gives no slot that somebody else takes in the same moment', async () => {
    const { deps, ledger, used } = await setUp([]);
    const names = ['a', 'b', 'c'];
    for (const name of names) await ledger.claim(queuedEdit({ editId: idOf(name) }), {});
    const got = await Promise.all(names.map((name) => admitAtOnce(deps, idOf(name), T)));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await used()).toBe(1);
  });
});
