/** What the sweep looks at, how far it comes, and that it leaves alone what is well. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { TOKEN_LIFE_MS } from '#core/edit/repair.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Model } from '#core/ports/model.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import { changed, idOf, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createFlow, type FlowOptions } from '#test/support/flow.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { broken } from '#test/support/scripted-model.ts';

const MINUTE = 60_000;

/** A flow whose executions are only written down; asking for one takes `statusMs`, and for a list of tasks `listMs` until it fails. */
const createSweepFlow = ({
  statusMs = 0,
  listMs,
  ...options
}: FlowOptions & { readonly statusMs?: number; readonly listMs?: number } = {}) => {
  const recorded = createRecordingWorkflow();
  const asked: string[] = [];
  const listed = new Set<number>();
  let commits = 0;
  const wrap: NonNullable<FlowOptions['wrap']> = (port, name) => {
    if (name === 'workflow') {
      const status: Workflow['status'] = async (editId, attempt) => {
        asked.push(editId);
        await flow.clock.sleep(statusMs);
        return recorded.status(editId, attempt);
      };
      return { ...port, ...recorded, status };
    }
    if (name === 'model' && listMs !== undefined) {
      const listTasks: Model['listTasks'] = async ({ from, to }) => {
        if (from < to) listed.add(from);
        await flow.clock.sleep(listMs);
        throw broken();
      };
      return { ...port, listTasks };
    }
    if (name !== 'ledger') return port;
    const ledger = port as unknown as Ledger;
    const commit: Ledger['commit'] = (...parameters) => {
      commits += 1;
      return ledger.commit(...parameters);
    };
    return { ...port, commit };
  };
  const flow = createFlow({ ...options, wrap });
  /** Claims records as they are, with a running execution each. */
  const claim = async (edits: readonly Edit[]): Promise<void> => {
    for (const edit of edits) {
      await flow.ledger.claim(edit, {});
      recorded.setStatus(edit.editId, edit.executions, { status: 'RUNNING' });
    }
  };
  const sweep = () => flow.clock.drive(flow.handlers.sweep({}));
  return { flow, recorded, asked, listed, commits: () => commits, claim, sweep };
};

const numbered = (count: number, build: (editId: string, place: number) => Edit): readonly Edit[] =>
  Array.from({ length: count }, (_, place) => build(idOf(`edit ${place}`), place));

const running = (editId: string, place: number): Edit => runningEdit({ editId, taskId: `task-of-${place}` });

describe('the sweep', () => {
  it('writes nothing about edits that are well', async () => {
    const { flow, claim, sweep, commits } = createSweepFlow({ capacity: 1 });
    await claim([
      runningEdit({ editId: idOf('running'), slot: SLOT }),
      submittingEdit({ editId: idOf('submitting') }),
      ...numbered(10, (editId) => waitingEdit({ editId })),
    ]);
    await flow.clock.advance(3 * MINUTE);
    const before = flow.ledger.all();
    for (let sweeps = 0; sweeps < 5; sweeps += 1) {
      await flow.clock.advance(5 * MINUTE);
      expect(await sweep()).toEqual({ looked: 12, repaired: 0, failed: 0 });
    }
    expect(commits()).toBe(0);
    expect(flow.ledger.all()).toEqual(before);
  });

  it('leaves an edit alone that was written in the last two minutes', async () => {
    const { flow, recorded, sweep } = createSweepFlow();
    await flow.claim();
    await flow.clock.advance(2 * MINUTE - 1);
    expect(await sweep()).toMatchObject({ looked: 0 });
    expect(recorded.started).toEqual([]);
  });

  it('lets an edit go on that has a slot and whose token was not used', async () => {
    const { flow, recorded, claim, sweep } = createSweepFlow({ capacity: 1 });
    const stuck = waitingEdit({ slot: SLOT });
    await claim([stuck]);
    await flow.clock.advance(3 * MINUTE);
    expect(await sweep()).toMatchObject({ repaired: 1 });
    expect(recorded.answers).toEqual([{ token: stuck.taskToken, output: { editId: stuck.editId } }]);
    expect(await flow.record(stuck.editId)).not.toHaveProperty('taskToken');
    expect(await flow.slots()).toBe(1);
  });

  it('admits who waits while there are slots', async () => {
    const { flow, claim, sweep } = createSweepFlow({ capacity: 2 });
    await claim(
      numbered(3, (editId, place) =>
        waitingEdit({ editId, times: changed(waitingEdit(), {}).times && { createdAt: place, updatedAt: place } }),
      ),
    );
    await flow.clock.advance(3 * MINUTE);
    await sweep();
    expect(flow.ledger.all().map(({ slot }) => slot !== undefined)).toEqual([true, true, false]);
  });

  it('skips over an edit that cannot be looked at, and counts it', async () => {
    const { flow, claim, sweep, recorded } = createSweepFlow();
    await claim([runningEdit({ editId: idOf('a'), taskId: 'a' }), runningEdit({ editId: idOf('b'), taskId: 'b' })]);
    for (const name of ['a', 'b']) recorded.setStatus(idOf(name), 1, { status: 'ABORTED' });
    flow.scripted.scriptErrors('cancelTask', broken());
    await flow.clock.advance(3 * MINUTE);
    expect(await sweep()).toEqual({ looked: 2, repaired: 1, failed: 1 });
  });

  it('skips over a record that lacks what every record has', async () => {
    const { flow, claim, sweep, recorded } = createSweepFlow();
    const lost = runningEdit({ editId: idOf('lost'), taskId: 'lost' });
    await claim([lost]);
    recorded.setStatus(lost.editId, 1, { status: 'SUCCEEDED' });
    await flow.clock.advance(3 * MINUTE);
    const { times: _times, ...broken } = runningEdit({ editId: idOf('broken'), taskId: 'broken' });
    flow.deps.ledger.unfinished = async () => ({ edits: [broken as Edit, lost] });
    expect(await sweep()).toMatchObject({ repaired: 1, failed: 1 });
  });
});

describe('a sweep over many edits', () => {
  it('stops before its function is cut off, and the next one goes on there', async () => {
    const { flow, claim, sweep, asked } = createSweepFlow({ statusMs: 3000 });
    const edits = numbered(250, running);
    await claim(edits);
    await flow.clock.advance(3 * MINUTE);
    const looked: number[] = [];
    for (let sweeps = 0; sweeps < 4; sweeps += 1) {
      const began = flow.clock.now();
      looked.push((await sweep()).looked);
      expect(flow.clock.now() - began).toBeLessThan(4 * MINUTE + 10_000);
    }
    expect(looked).toEqual([81, 81, 81, 7]);
    expect(asked.toSorted()).toEqual(edits.map(({ editId }) => editId).toSorted());
    expect(await sweep()).toMatchObject({ looked: 81 });
  });

  it('goes on behind the page on which the last one died', async () => {
    const { flow, claim, sweep, asked } = createSweepFlow({ statusMs: 7 * MINUTE });
    await claim(numbered(250, running));
    await flow.clock.advance(3 * MINUTE);
    const first = flow.handlers.sweep({});
    await flow.clock.advance(6 * MINUTE);
    const second = flow.handlers.sweep({});
    await flow.clock.advance(2 * MINUTE);
    expect(asked).toHaveLength(2);
    expect(new Set(asked).size, 'two different edits').toBe(2);
    await flow.clock.drive(Promise.all([first, second]));
    expect(await sweep()).toMatchObject({ looked: 1 });
  });

  it('moves the queue on where unfinished edits cannot be read', async () => {
    const { flow, claim, sweep } = createSweepFlow({ capacity: 2 });
    await claim(numbered(2, (editId) => waitingEdit({ editId })));
    await flow.clock.advance(3 * MINUTE);
    flow.deps.ledger.unfinished = () => Promise.reject(broken());
    await expect(sweep()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await flow.slots()).toBe(2);
  });

  it('stops in time, and leaves no other edit out, where the service answers nothing about many that are in doubt', async () => {
    const { flow, recorded, claim, sweep } = createSweepFlow({ listMs: 15_000 });
    await claim(numbered(90, (editId) => submittingEdit({ editId, state: 'UNRESOLVED' })));
    await flow.clock.advance(1000);
    const now = flow.clock.now();
    const stuck = waitingEdit({ editId: idOf('stuck'), slot: SLOT, times: { createdAt: now, updatedAt: now } });
    await claim([stuck]);
    await flow.clock.advance(3 * MINUTE);
    const began = flow.clock.now();
    expect(await sweep()).toMatchObject({ repaired: 1 });
    expect(flow.clock.now() - began).toBeLessThan(5 * MINUTE);
    expect(recorded.answers).toEqual([{ token: stuck.taskToken, output: { editId: stuck.editId } }]);
  });

  it('looks at every edit in doubt in one sweep or another, where there is no time for all of them', async () => {
    const { claim, sweep, flow, listed } = createSweepFlow({ listMs: 15_000 });
    const from = flow.clock.now();
    const attempt = (place: number) => ({ attempt: 1, startedAt: from - place * 1000, until: from - place * 1000 + MINUTE });
    await claim(
      numbered(40, (editId, place) =>
        submittingEdit({ editId, state: 'UNRESOLVED', submission: attempt(place) } as Partial<Edit>),
      ),
    );
    await flow.clock.advance(3 * MINUTE);
    for (let swept = 0; swept < 20; swept += 1) {
      await sweep();
      await flow.clock.advance(MINUTE);
    }
    expect(listed.size).toBe(40);
  });

  it('asks for no execution of an edit that waits with a young token, but for every other one', async () => {
    const { flow, claim, sweep, asked } = createSweepFlow({ capacity: 1 });
    const now = flow.clock.now();
    const young = numbered(150, (editId) =>
      waitingEdit({ editId, times: { createdAt: now, updatedAt: now, tokenAt: now + TOKEN_LIFE_MS } }),
    );
    const old = waitingEdit({ editId: idOf('old'), times: { createdAt: now, updatedAt: now, tokenAt: now } });
    await claim([runningEdit({ editId: idOf('holds the slot'), slot: SLOT }), ...young, old]);
    await flow.clock.advance(TOKEN_LIFE_MS);
    expect(await sweep()).toMatchObject({ looked: 152 });
    expect(asked.toSorted()).toEqual([idOf('holds the slot'), idOf('old')].toSorted());
  });

  it('asks for the execution of every waiting edit where there are few of them', async () => {
    const { flow, claim, sweep, asked } = createSweepFlow({ capacity: 1 });
    const edits = numbered(20, (editId) => waitingEdit({ editId }));
    await claim(edits);
    await flow.clock.advance(3 * MINUTE);
    await sweep();
    expect(new Set(asked)).toEqual(new Set(edits.map(({ editId }) => editId)));
  });
});

describe('two sweeps', () => {
  it('never work at once: the second one does nothing', async () => {
    const { flow, claim, sweep } = createSweepFlow({ statusMs: MINUTE });
    await claim(numbered(3, running));
    await flow.clock.advance(3 * MINUTE);
    const first = flow.handlers.sweep({});
    await flow.clock.advance(MINUTE);
    expect(await flow.handlers.sweep({})).toEqual({ looked: 0, repaired: 0, failed: 0 });
    expect(await flow.clock.drive(first)).toMatchObject({ looked: 3 });
    expect(await sweep()).toMatchObject({ looked: 3 });
  });

  it('do not wait for one that died', async () => {
    const { flow, claim, sweep } = createSweepFlow({ statusMs: 24 * 60 * MINUTE });
    await claim(numbered(1, running));
    await flow.clock.advance(3 * MINUTE);
    const dead = flow.handlers.sweep({});
    await flow.clock.advance(6 * MINUTE);
    expect(await sweep()).toMatchObject({ looked: 1 });
    await dead;
  });

  it('do not wait for one that could not move the queue on', async () => {
    const { flow, claim, sweep } = createSweepFlow();
    await claim(numbered(1, running));
    await flow.clock.advance(3 * MINUTE);
    const controls = flow.ledger.controls;
    flow.deps.ledger.controls = () => Promise.reject(broken());
    await expect(sweep()).rejects.toMatchObject({ name: 'Unavailable' });
    flow.deps.ledger.controls = controls;
    expect(await sweep()).toMatchObject({ looked: 1 });
  });

  it.each([5 * 60 * MINUTE, 7 * MINUTE])('are not stopped by a clock that was set back by %i ms', async (ms) => {
    const { flow, claim, sweep, recorded } = createSweepFlow();
    await claim(numbered(1, running));
    await flow.clock.advance(3 * MINUTE);
    await sweep();
    recorded.setStatus(idOf('edit 0'), 1, { status: 'SUCCEEDED' });
    flow.clock.set(-ms);
    expect(await sweep()).toEqual({ looked: 1, repaired: 1, failed: 0 });
  });
});

describe('the limits of the service', () => {
  it('are read by every sweep and kept in the pool; the capacity follows them', async () => {
    const { flow, claim, sweep } = createSweepFlow({ capacity: 20 });
    flow.scripted.tellQuota({ runningTasks: 3, createsPerSecond: 2 });
    await claim(numbered(10, (editId) => waitingEdit({ editId })));
    await flow.clock.advance(3 * MINUTE);
    await sweep();
    expect((await flow.ledger.pool(DEFAULT_POOL)).limits).toMatchObject({ quota: { runningTasks: 3, createsPerSecond: 2 } });
    expect(await flow.slots()).toBe(5);
  });

  it('stay as they were known where the service does not tell, or cannot be asked', async () => {
    const { flow, sweep } = createSweepFlow();
    flow.scripted.tellQuota({ runningTasks: 3 });
    await sweep();
    const { limits } = await flow.ledger.pool(DEFAULT_POOL);
    flow.scripted.tellQuota(undefined);
    await sweep();
    flow.scripted.scriptErrors('quota', broken());
    await sweep();
    expect((await flow.ledger.pool(DEFAULT_POOL)).limits).toEqual(limits);
  });
});
