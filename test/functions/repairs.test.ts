/** request-slot, record-failure, execution-ended and sweep: who waits, who goes on, and what is repaired. */
import { describe, expect, it } from 'vitest';
import { executionName } from '#core/edit/execution-name.ts';
import { idOf, runningEdit, submittingEdit } from '#test/support/edits.ts';
import { createFlow, type Flow } from '#test/support/flow.ts';
import { broken } from '#test/support/scripted-model.ts';

const HOUR = 3_600_000;
const stop = async (flow: Flow, editId: string, attempt = 1): Promise<unknown> => {
  const name = executionName(editId, attempt);
  flow.workflow.stop(name);
  await flow.clock.drive(flow.workflow.execution(name)?.ended ?? Promise.resolve());
  return flow.clock.drive(flow.handlers.executionEnded({ detail: { name, status: 'ABORTED' } }));
};
const sweep = (flow: Flow) => flow.clock.drive(flow.handlers.sweep({}));
const many = async (flow: Flow, count: number): Promise<readonly string[]> => {
  const names = Array.from({ length: count }, (_, index) => idOf(`edit ${index}`));
  for (const editId of names) {
    await flow.claim({ editId, resultPrefix: `results/${editId}/` });
    await flow.workflow.start(editId, 1);
    await flow.clock.advance(10);
  }
  return names;
};

describe('the queue', () => {
  it('lets at most capacity edits be with the service, oldest first, without polling', async () => {
    const flow = createFlow({ capacity: 3, slots: 3 });
    const names = await many(flow, 9);
    expect((await flow.ledger.admission()).holders).toHaveLength(3);
    for (const name of names) await flow.finish(name);
    const order = flow.scripted.tasks.map((task) => task.createdAt);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(flow.scripted.mostRunning).toBe(3);
    for (const name of names) expect((await flow.record(name)).state).toBe('SUCCEEDED');
    for (const execution of flow.workflow.executions()) {
      expect(execution.history.filter((step) => step.kind === 'entered' && step.state === 'Await slot')).toHaveLength(1);
    }
  });

  it('stands still while paused and goes on by the sweep', async () => {
    const flow = createFlow();
    await flow.ledger.setControls({ paused: true });
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(HOUR);
    expect((await flow.record(first)).state).toBe('QUEUED');
    await flow.ledger.setControls({ paused: false });
    await sweep(flow);
    await flow.finish(first);
    expect((await flow.record(first)).state).toBe('SUCCEEDED');
  });

  it('ends the execution of an edit that has ended', async () => {
    const flow = createFlow();
    const edit = await flow.runEdit();
    await flow.workflow.start(edit.editId, 2);
    await flow.finish(executionName(edit.editId, 2));
    expect(flow.workflow.execution(executionName(edit.editId, 2))?.end).toMatchObject({ status: 'FAILED' });
    expect(await flow.record(edit.editId)).toEqual(edit);
  });
});

describe('a stopped execution', () => {
  it('cancels an edit that waits, and frees its budget', async () => {
    const flow = createFlow({ capacity: 1 });
    const [, second = ''] = await many(flow, 2);
    expect(await stop(flow, second)).toEqual({ outcome: 'ended' });
    expect(await flow.record(second)).toMatchObject({ state: 'CANCELED', budget: { settled: 0 } });
    expect((await flow.ledger.waiting(9)).length).toBe(0);
  });

  it('cancels a task that the service has not started', async () => {
    const flow = createFlow({ slots: 0 });
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(2000);
    expect(await stop(flow, first)).toEqual({ outcome: 'ended' });
    expect((await flow.record(first)).state).toBe('CANCELED');
    expect((await flow.ledger.admission()).holders).toEqual([]);
  });

  it('still stores the paid result of a task that runs, in a new execution, marked', async () => {
    const flow = createFlow();
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(5000);
    expect(await stop(flow, first)).toEqual({ outcome: 'restarted' });
    await flow.finish(executionName(first, 2));
    const edit = await flow.record(first);
    expect(edit).toMatchObject({ state: 'SUCCEEDED', executions: 2 });
    expect(edit.cancelRequestedAt).toBeDefined();
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('settles a doubt before it cancels', async () => {
    const flow = createFlow({ createMs: 5000 });
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(1000);
    expect((await flow.record(first)).state).toBe('SUBMITTING');
    expect(await stop(flow, first)).toEqual({ outcome: 'restarted' });
    await flow.finish(executionName(first, 2));
    const edit = await flow.record(first);
    expect(edit.state).toBe('SUCCEEDED');
    expect(flow.scripted.tasks).toHaveLength(1);
  });

  it('changes nothing when it is not the newest of its edit, or not ours', async () => {
    const flow = createFlow();
    const edit = runningEdit({ executions: 2 });
    await flow.ledger.claim(edit, {});
    for (const name of [edit.editId, 'somebody-elses', executionName(idOf('nobody'), 1)]) {
      expect(await flow.handlers.executionEnded({ detail: { name, status: 'ABORTED' } })).toEqual({ outcome: 'nothing' });
    }
    expect(await flow.record(edit.editId)).toEqual(edit);
  });

  it('only frees the slot of an edit that has ended', async () => {
    const flow = createFlow();
    const edit = await flow.runEdit();
    expect(await flow.handlers.executionEnded({ detail: { name: edit.editId, status: 'FAILED' } })).toEqual({
      outcome: 'released',
    });
  });

  it.each([
    ['TIMED_OUT', null, 'STEP_TIMEOUT'],
    ['FAILED', 'Boom', 'STEP_FAILED'],
  ])('writes down what a broken one (%s) left open', async (status, error, code) => {
    const flow = createFlow();
    const edit = runningEdit();
    await flow.ledger.claim(edit, {});
    await flow.handlers.executionEnded({ detail: { name: edit.editId, status, error, cause: null } });
    expect(await flow.record(edit.editId)).toMatchObject({ state: 'UNRESOLVED', problem: { code } });
  });
});

describe('record-failure', () => {
  it('fails a queued edit free of charge and leaves one in doubt unresolved', async () => {
    const flow = createFlow();
    const queued = await flow.claim();
    const doubtful = submittingEdit({ editId: idOf('doubtful') });
    await flow.ledger.claim(doubtful, {});
    const failure = { Error: 'InvalidEdit', Cause: JSON.stringify({ code: 'InvalidParameter', message: 'n', hint: 'fix n' }) };
    expect(await flow.handlers.recordFailure({ editId: queued.editId, failure })).toMatchObject({ state: 'FAILED' });
    expect(await flow.handlers.recordFailure({ editId: doubtful.editId, failure })).toMatchObject({ state: 'UNRESOLVED' });
    expect((await flow.record(queued.editId)).problem).toEqual({ code: 'InvalidParameter', message: 'n', hint: 'fix n' });
    expect(await flow.ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 1, charged: 0 });
    const events = flow.publisher.events.length;
    expect(await flow.handlers.recordFailure({ editId: queued.editId, failure })).toMatchObject({ state: 'FAILED' });
    expect(new Set(flow.publisher.events.map(({ id }) => id)).size).toBe(events);
  });
});

describe('the sweep', () => {
  it('starts what was counted and never started, and restarts what ended too early', async () => {
    const flow = createFlow();
    const [a, b] = [await flow.claim({ editId: idOf('a') }), runningEdit({ editId: idOf('b'), taskId: 'task-77' })];
    await flow.ledger.claim(b, {});
    await flow.workflow.start(b.editId, 1);
    flow.workflow.stop(b.editId);
    await flow.clock.advance(3 * 60_000);
    expect(await sweep(flow)).toMatchObject({ looked: 2, repaired: 2, failed: 0 });
    expect(flow.workflow.execution(a.editId)).toBeDefined();
    expect(flow.workflow.execution(executionName(b.editId, 2))).toBeDefined();
  });

  it('frees the slots of edits that ended or are gone', async () => {
    const flow = createFlow();
    await flow.ledger.claim(runningEdit({ state: 'FAILED' }), {});
    const holders = [runningEdit().editId, idOf('gone')].map((editId) => ({ editId, since: 0 }));
    await flow.ledger.commitAdmission({ revision: 1, holders });
    expect(await sweep(flow)).toMatchObject({ released: 2 });
    expect((await flow.ledger.admission()).holders).toEqual([]);
  });

  it('fetches a paid result again for as long as the service keeps it', async () => {
    const flow = createFlow();
    flow.scripted.scriptErrors('getTask', ...Array.from({ length: 12_000 }, () => broken()));
    const [first = ''] = await many(flow, 1);
    await flow.finish(first);
    expect((await flow.record(first)).state).toBe('UNRESOLVED');
    for (let sweeps = 0; sweeps < 300 && (await flow.record(first)).state !== 'SUCCEEDED'; sweeps += 1) {
      await flow.clock.advance(5 * 60_000);
      await sweep(flow);
    }
    expect((await flow.record(first)).state).toBe('SUCCEEDED');
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it.each([
    ['adopts the task', 'accept-and-lose-reply', 'SUCCEEDED', 1],
    ['says that there is none', broken(), 'FAILED', 0],
  ] as const)('%s of an edit in doubt once the list can be read', async (_what, script, state, tasks) => {
    const flow = createFlow();
    flow.scripted.scriptCreates(script);
    flow.scripted.scriptErrors('listTasks', ...Array.from({ length: 13 }, () => broken()));
    const edit = await flow.runEdit();
    expect(edit.state).toBe('UNRESOLVED');
    for (let sweeps = 0; sweeps < 5; sweeps += 1) {
      await flow.clock.advance(5 * 60_000);
      await sweep(flow);
    }
    for (const execution of flow.workflow.executions()) await flow.clock.drive(execution.ended);
    expect((await flow.record(edit.editId)).state).toBe(state);
    expect(flow.scripted.tasks).toHaveLength(tasks);
  });

  it('leaves old doubts, healthy edits and busy ones alone, and skips over errors', async () => {
    const flow = createFlow();
    const old = submittingEdit({ state: 'UNRESOLVED', editId: idOf('old') });
    await flow.ledger.claim(old, {});
    await flow.clock.advance(24 * HOUR);
    await flow.ledger.claim(
      submittingEdit({
        state: 'UNRESOLVED',
        editId: idOf('new'),
        submission: { attempt: 1, startedAt: flow.clock.now(), until: flow.clock.now() },
      }),
      {},
    );
    await flow.clock.advance(3 * 60_000);
    flow.scripted.scriptErrors('listTasks', broken());
    expect(await sweep(flow)).toMatchObject({ looked: 2, repaired: 0, failed: 1 });
    expect(await flow.record(old.editId)).toEqual(old);
  });

  it('gets round to every edit when there are more than it looks at', async () => {
    const flow = createFlow({ capacity: 1, slots: 0 });
    const names = await many(flow, 203);
    const last = names.at(-1) ?? '';
    flow.workflow.stop(last);
    await flow.clock.advance(3 * 60_000);
    await sweep(flow);
    expect((await flow.record(last)).executions).toBe(1);
    await flow.clock.advance(3 * 60_000);
    await sweep(flow);
    expect((await flow.record(last)).executions).toBe(2);
  });
});
