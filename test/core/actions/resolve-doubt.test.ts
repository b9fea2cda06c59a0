import { describe, expect, it } from 'vitest';
import { resolveDoubt } from '#core/actions/resolve-doubt.ts';
import { PROBE_TASK } from '#core/admission/probe.ts';
import type { Edit, SubmittingEdit } from '#core/edit/edit.ts';
import type { EditRecord, Submission } from '#core/edit/edit-record.ts';
import { NotAccepted } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { CreateTask } from '#core/ports/model.ts';
import type { TaskRow } from '#core/service/task.ts';
import { applied, submittingEdit } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { broken } from '#test/support/scripted-model.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const T = VIRTUAL_EPOCH;
const MINUTE = 60_000;
const SUBMISSION: Submission = { attempt: 1, startedAt: T, until: T + MINUTE, clockOffsetMs: 0 };

/**
 * An edit whose create was lost, on an account without other tasks, 80 s after its attempt began. `create`: what the service answers to a
 * probe, after it was called. Rows that the service lists may be added.
 */
const setUp = async (
  create: () => Promise<string> = async () => 'probe',
  wrap: (ledger: MemoryLedger) => Ledger = (ledger) => ledger,
  change: Partial<EditRecord> = {},
) => {
  const ledger = createMemoryLedger();
  const clock = createVirtualClock({ start: T + 80_000 });
  await ledger.claim(submittingEdit({ submission: SUBMISSION, ...change }), {});
  const record = async () => (await ledger.get(submittingEdit().editId)) as SubmittingEdit;
  const [rows, sent]: [TaskRow[], CreateTask[]] = [[], []];
  /** What the record said of the probe when the service was asked to make one. */
  const notedBefore: (Submission['probe'] | undefined)[] = [];
  const deps = {
    ledger: wrap(ledger),
    clock,
    model: {
      listTasks: async () => ({ rows, understood: true, clockOffsetMs: 0 }),
      getTask: async () => ({ status: 'FAILED', times: {}, code: 'X', message: 'x' }) as const,
      createTask: async (task: CreateTask) => {
        sent.push(task);
        notedBefore.push((await record()).submission.probe);
        return { taskId: await create(), requestId: 'request' };
      },
    },
  };
  const look = async () => resolveDoubt(deps, await record());
  return { deps, ledger, clock, record, rows, sent, notedBefore, look };
};

const notFresh = { verdict: 'wait', why: 'list-not-fresh' };

describe('a doubt on an account where nobody else creates a task', () => {
  it('is resolved by one probe: the list that shows it shows everything before it', async () => {
    const { clock, look, rows, sent } = await setUp();
    expect(await look()).toEqual(notFresh);
    expect(sent).toEqual([PROBE_TASK]);
    rows.push({ taskId: 'probe', status: 'FAILED', createdAt: clock.now() });
    await clock.advance(25_000);
    expect(await look()).toEqual({ verdict: 'absent' });
    expect(sent).toHaveLength(1);
  });

  it('sends no probe before its task must be younger than the window', async () => {
    const { deps, record, sent } = await setUp();
    const early = createVirtualClock({ start: T + 72_999 });
    expect(await resolveDoubt({ ...deps, clock: early }, await record())).toEqual(notFresh);
    expect(sent).toEqual([]);
  });

  it('sends no second one while the list does not show the first', async () => {
    const { clock, look, sent } = await setUp();
    for (let looks = 0; looks < 20; looks += 1) {
      expect(await look()).toEqual(notFresh);
      await clock.advance(25_000);
    }
    expect(sent).toHaveLength(1);
  });

  it('sends one although two look at once: it is noted before it is sent', async () => {
    const { look, sent, notedBefore, record } = await setUp();
    expect(await Promise.all([look(), look()])).toEqual([notFresh, notFresh]);
    expect(sent).toHaveLength(1);
    expect(notedBefore).toEqual([{ startedAt: T + 80_000 }]);
    expect((await record()).submission.probe).toEqual({ startedAt: T + 80_000, taskId: 'probe' });
  });

  it('keeps everything else of the record, and the create lock', async () => {
    const { ledger, look, record } = await setUp();
    const [before, pool] = [await record(), await ledger.pool('default')];
    await look();
    const { submission: _probed, revision: _counted, times: _written, ...rest } = await record();
    expect(before).toMatchObject(rest);
    expect(await ledger.pool('default')).toEqual(pool);
  });
});

describe('what the list tells of the clocks', () => {
  const told = async (readMs: number | undefined, after: number, change: Partial<Submission> = {}) => {
    const { deps, ledger, record } = await setUp(undefined, undefined, { submission: { ...SUBMISSION, ...change } });
    const listTasks = async () => ({ rows: [], understood: true, ...omitUndefined({ clockOffsetMs: readMs }) });
    const clock = createVirtualClock({ start: T + after });
    await resolveDoubt({ ...deps, clock, model: { ...deps.model, listTasks } }, await record());
    expect((await ledger.pool('default')).createLock?.editId).toBe(submittingEdit().editId);
    return (await record()).submission.clockAfterMs;
  };

  it('is kept with the attempt when it is read within five minutes of its beginning, once', async () => {
    expect(await told(7000, 20_000)).toBe(7000);
    expect(await told(7000, 300_000)).toBe(7000);
    expect(await told(7000, 20_000, { clockAfterMs: 1000 })).toBe(1000);
  });

  it.each([
    ['later', 7000, 300_001, {}],
    ['by a clock that was set back since', 7000, -1, {}],
    ['not told', undefined, 20_000, {}],
    ['read where nothing was known before', 7000, 20_000, { clockOffsetMs: undefined }],
  ])('is not kept when it is %s', async (_when, readMs, after, change) => {
    expect(await told(readMs, after, change as Partial<Submission>)).toBeUndefined();
  });
});

describe('a probe that the service refused', () => {
  it('is told as one without a task, and is sent again at growing distances', async () => {
    let answers = 0;
    const { clock, look, sent, record } = await setUp(async () => {
      answers += 1;
      if (answers < 3) throw new NotAccepted({ code: 'Throttling', message: 'too many', hint: 'wait' });
      return 'probe';
    });
    await look();
    expect((await record()).submission.probe).toEqual({ startedAt: T + 80_000 });
    const sentAt = [clock.now() - T];
    while (sent.length < 3) {
      await clock.advance(1000);
      const before = sent.length;
      await look();
      if (sent.length > before) sentAt.push(clock.now() - T);
    }
    expect(sentAt).toEqual([80_000, 100_000, 140_000]);
    expect((await record()).submission.probe).toEqual({ startedAt: T + 140_000, taskId: 'probe' });
  });

  it('does not fail the look, whatever went wrong', async () => {
    for (const error of [broken(), new Error('socket hang up')]) {
      const { look } = await setUp(() => Promise.reject(error));
      expect(await look()).toEqual(notFresh);
    }
  });
});

describe('no probe', () => {
  it('is sent while an operator has paused, and none is noted: it goes out as soon as the pause is over', async () => {
    const { ledger, clock, look, sent, record } = await setUp();
    await ledger.setControls({ paused: true });
    for (let looks = 0; looks < 10; looks += 1) {
      expect(await look()).toEqual(notFresh);
      await clock.advance(25_000);
    }
    expect(sent).toEqual([]);
    expect((await record()).submission).not.toHaveProperty('probe');
    await ledger.setControls({ paused: false });
    await look();
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['has its task', { state: 'RUNNING', taskId: 'task-1' }],
    ['has gone on to another attempt', { submission: { ...SUBMISSION, attempt: 2 } }],
  ] as const)('is sent for an edit that %s meanwhile', async (_what, change) => {
    const { deps, ledger, record, sent } = await setUp();
    const seen = await record();
    const next = applied(seen, change, 5);
    expect(await ledger.commit(seen, next, { createLockOver: (await ledger.pool('default')).createLock })).toBe('committed');
    await resolveDoubt(deps, seen);
    expect(sent).toEqual([]);
    expect((await record()).submission).not.toHaveProperty('probe');
  });

  it('is sent when it cannot be noted', async () => {
    const { look, sent } = await setUp(undefined, (memory) => ({ ...memory, commit: () => Promise.reject(broken()) }));
    await expect(look()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(sent).toEqual([]);
  });

  it.each([
    ['a candidate has not ended', [{ taskId: 'open', status: 'RUNNING', createdAt: T + 1000 }]],
    ['the list is not understood', undefined],
  ] as const)('is sent when %s: it would tell nothing', async (_what, shown) => {
    const { deps, record, sent } = await setUp();
    const listTasks = async () => ({ rows: shown ?? [], understood: shown !== undefined, clockOffsetMs: 0 });
    const getTask = async () => ({ status: 'RUNNING', times: {} }) as const;
    await resolveDoubt({ ...deps, model: { ...deps.model, listTasks, getTask } }, await record());
    expect(sent).toEqual([]);
  });
});

describe('a doubt about an edit that was left UNRESOLVED', () => {
  it('is probed all the same: the sweep goes on looking', async () => {
    const { deps, record, sent } = await setUp(undefined, undefined, {
      state: 'UNRESOLVED',
      problem: { code: 'WHY', message: 'why', hint: 'what next' },
    });
    const edit: Edit = await record();
    await resolveDoubt(deps, { ...edit, submission: SUBMISSION });
    expect(sent).toHaveLength(1);
    expect((await record()).submission.probe).toMatchObject({ taskId: 'probe' });
  });
});
