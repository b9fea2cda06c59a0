/** An UNRESOLVED edit is the sweep's: its task is adopted or proven absent, its result fetched, or it is given up and that is told. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import { idOf, submittingEdit } from '#test/support/edits.ts';
import { createFlow, type Flow, type FlowOptions } from '#test/support/flow.ts';
import { broken, type CreateScript, lostReply } from '#test/support/scripted-model.ts';

const MINUTE = 60_000;

/** Sweeps every five minutes until the edit is in another state, at most `sweeps` times, and lets its executions end. */
const sweepOn = async (flow: Flow, editId: string, sweeps: number): Promise<Edit> => {
  const { state } = await flow.record(editId);
  for (let swept = 0; swept < sweeps && (await flow.record(editId)).state === state; swept += 1) {
    await flow.clock.advance(5 * MINUTE);
    await flow.clock.drive(flow.handlers.sweep({}));
  }
  for (const execution of flow.workflow.executions()) await flow.clock.drive(execution.ended);
  return flow.record(editId);
};

/** An edit that was given up with a create in doubt, since the list could not be read. */
const givenUp = async (create: CreateScript, options: FlowOptions = {}) => {
  const flow = createFlow(options);
  return { flow, edit: await giveUp(flow, create) };
};

const giveUp = async (flow: Flow, create: CreateScript, looks = 27): Promise<Edit> => {
  flow.scripted.scriptCreates(create);
  flow.scripted.scriptErrors('listTasks', ...Array.from({ length: looks }, () => broken()));
  const edit = await flow.runEdit();
  expect(edit.state).toBe('UNRESOLVED');
  return edit;
};

/** The pool was told this difference of the service's clock, in ms, a moment before the next sweep. */
const told = async ({ ledger, clock }: Flow, offsetMs: number): Promise<void> => {
  const { limits } = await ledger.pool(DEFAULT_POOL);
  const reading = { offsetMs, readAt: clock.now() + 5 * MINUTE };
  await ledger.commitPoolLimits(DEFAULT_POOL, { ...limits, revision: limits.revision + 1, clock: reading });
};

describe('an edit whose create is in doubt', () => {
  it('adopts its task once the list can be read', async () => {
    const { flow, edit } = await givenUp('accept-and-lose-reply');
    expect(await sweepOn(flow, edit.editId, 3)).toMatchObject({ state: 'SUCCEEDED', taskId: 'task-1', executions: 2 });
    expect(flow.scripted.calls.createTask).toBe(1);
    expect(await flow.slots()).toBe(0);
  });

  it('fails free of charge once it is proven that there is no task', async () => {
    const { flow, edit } = await givenUp(lostReply());
    expect(await sweepOn(flow, edit.editId, 3)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'NEVER_ACCEPTED' },
      budget: { settled: 0 },
    });
    expect(flow.scripted.tasks).toEqual([]);
    expect(flow.publisher.events.at(-1)).toMatchObject({ detailType: 'Image Edit Failed' });
  });

  it('is closed after a day, says so, tells of it, and is not looked at again', async () => {
    const { flow, edit } = await givenUp('accept-and-lose-reply', { listDelayMs: Number.POSITIVE_INFINITY });
    const told = flow.publisher.events.length;
    const days = (2 * TASK_RETENTION_MS) / (5 * MINUTE);
    const closed = await sweepOn(flow, edit.editId, days);
    expect(closed).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'SUBMISSION_FORGOTTEN' } });
    const age = (closed.times.closedAt ?? 0) - (closed.submission?.startedAt ?? 0);
    expect(age).toBeGreaterThanOrEqual(TASK_RETENTION_MS);
    expect(age).toBeLessThanOrEqual(TASK_RETENTION_MS + 6 * MINUTE);
    expect(flow.publisher.events.slice(told)).toMatchObject([{ detailType: 'Image Edit Unresolved' }]);
    const asked = flow.scripted.calls.listTasks;
    await flow.clock.advance(5 * MINUTE);
    expect(await flow.clock.drive(flow.handlers.sweep({}))).toMatchObject({ looked: 0 });
    expect(flow.scripted.calls.listTasks).toBe(asked);
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('is looked for before it is closed, since what told the time may lie', async () => {
    const flow = createFlow();
    await told(flow, 0);
    const edit = await giveUp(flow, 'accept-and-lose-reply', 26);
    await told(flow, 2 * TASK_RETENTION_MS);
    expect(await sweepOn(flow, edit.editId, 1)).toMatchObject({ state: 'SUCCEEDED', taskId: 'task-1' });
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('is closed after a day also when the list cannot be read any more', async () => {
    const { flow, edit } = await givenUp('accept-and-lose-reply');
    flow.scripted.scriptErrors('listTasks', ...Array.from({ length: 1000 }, () => broken()));
    await flow.clock.advance(TASK_RETENTION_MS);
    await flow.clock.drive(flow.handlers.sweep({}));
    expect(await flow.record(edit.editId)).toMatchObject({ problem: { code: 'SUBMISSION_FORGOTTEN' } });
  });

  it('is closed at once when not even its attempt is known', async () => {
    const flow = createFlow();
    const { submission: _unknown, ...edit } = submittingEdit({ state: 'UNRESOLVED', editId: idOf('former') });
    await flow.ledger.claim(edit as Edit, {});
    await flow.clock.advance(3 * MINUTE);
    await flow.clock.drive(flow.handlers.sweep({}));
    expect((await flow.record(edit.editId)).times.closedAt).toBe(flow.clock.now());
  });
});

describe('an edit whose paid result could not be fetched', () => {
  it('is fetched again for as long as the service keeps it', async () => {
    const flow = createFlow();
    flow.scripted.scriptErrors('getTask', ...Array.from({ length: 12_000 }, () => broken()));
    const { editId } = await flow.claim();
    await flow.workflow.start(editId, 1);
    await flow.finish(editId);
    expect((await flow.record(editId)).state).toBe('UNRESOLVED');
    for (let sweeps = 0; sweeps < 300 && (await flow.record(editId)).state !== 'SUCCEEDED'; sweeps += 1) {
      await flow.clock.advance(5 * MINUTE);
      await flow.clock.drive(flow.handlers.sweep({}));
    }
    expect((await flow.record(editId)).state).toBe('SUCCEEDED');
    expect(flow.scripted.calls.createTask).toBe(1);
  });
});
