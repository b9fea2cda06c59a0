/** request-slot, execution-ended and record-failure: who waits, who goes on, and what a stop means. */
import { describe, expect, it } from 'vitest';
import { executionName } from '#core/edit/execution-name.ts';
import { idOf, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createFlow, type Flow } from '#test/support/flow.ts';

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
    expect(await flow.slots()).toBe(3);
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
    expect(await stop(flow, second)).toEqual({ repaired: true });
    expect(await flow.record(second)).toMatchObject({ state: 'CANCELED', budget: { settled: 0 } });
    expect((await flow.ledger.waiting(9)).length).toBe(0);
  });

  it('cancels a task that the service has not started', async () => {
    const flow = createFlow({ slots: 0 });
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(2000);
    expect(await stop(flow, first)).toEqual({ repaired: true });
    expect((await flow.record(first)).state).toBe('CANCELED');
    expect(await flow.slots()).toBe(0);
  });

  it('still stores the paid result of a task that runs, in a new execution, marked', async () => {
    const flow = createFlow();
    const [first = ''] = await many(flow, 1);
    await flow.clock.advance(5000);
    expect(await stop(flow, first)).toEqual({ repaired: true });
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
    expect(await stop(flow, first)).toEqual({ repaired: true });
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
      expect(await flow.handlers.executionEnded({ detail: { name, status: 'ABORTED' } })).toEqual({ repaired: false });
    }
    expect(await flow.record(edit.editId)).toEqual(edit);
  });

  it('lets the next edit go on when one has ended, should the step that ended it have been cut off before', async () => {
    const flow = createFlow({ capacity: 1 });
    const edit = await flow.runEdit();
    await flow.ledger.claim(waitingEdit({ editId: idOf('next') }), {});
    expect(await flow.handlers.executionEnded({ detail: { name: edit.editId, status: 'FAILED' } })).toEqual({
      repaired: false,
    });
    expect((await flow.record(idOf('next'))).slot).toEqual(SLOT);
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
