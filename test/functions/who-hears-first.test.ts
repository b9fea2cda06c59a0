/** An ended execution is told of by its event, or found by the sweep: the same fact has the same answer, whoever hears of it first. */
import { describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import { executionName } from '#core/edit/execution-name.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { admittedEdit, idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createFlow, type Flow } from '#test/support/flow.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { broken } from '#test/support/scripted-model.ts';

const FAILURE = { Error: 'InvalidEdit', Cause: JSON.stringify({ code: 'InvalidParameter', message: 'n', hint: 'fix n' }) };

/** How an execution ends. */
const ENDS: readonly ExecutionStatus[] = [
  { status: 'ABORTED' },
  { status: 'SUCCEEDED' },
  { status: 'FAILED', failure: FAILURE },
  { status: 'FAILED', failure: {} },
  { status: 'TIMED_OUT', failure: {} },
];

const inState = (state: Edit['state'], change: Partial<EditRecord> = {}): Edit => queuedEdit({ state, ...change });

/** Every kind of record that an ended execution can leave behind. */
const RECORDS: Readonly<Record<string, Edit>> = {
  'QUEUED, waiting': waitingEdit(),
  'QUEUED, waiting with a slot': waitingEdit({ slot: SLOT }),
  'QUEUED, with a slot': admittedEdit(),
  'QUEUED, to be canceled': admittedEdit({ cancelRequestedAt: 1 }),
  SUBMITTING: submittingEdit({ slot: SLOT }),
  RUNNING: runningEdit({ slot: SLOT }),
  'RUNNING, task ended': runningEdit({ times: { createdAt: 1, updatedAt: 1, submittedAt: 1, detectedAt: 2 } }),
  'UNRESOLVED, with a task': inState('UNRESOLVED', { taskId: 'task-1' }),
  ...Object.fromEntries(
    (['SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELED', 'REJECTED'] as const).map((state) => [state, inState(state)]),
  ),
};

/** Tells of the end by its event, or sweeps, and answers all that came of it. */
const hear = async (edit: Edit, end: ExecutionStatus, by: 'event' | 'sweep') => {
  const workflow = createRecordingWorkflow();
  const flow = createFlow({ wrap: (port, name) => (name === 'workflow' ? { ...port, ...workflow } : port) });
  await flow.ledger.claim(edit, {});
  workflow.setStatus(edit.editId, edit.executions, end);
  await flow.clock.advance(3 * 60_000);
  const { Error: error = null, Cause: cause = null } = 'failure' in end ? end.failure : {};
  if (by === 'sweep') await flow.clock.drive(flow.handlers.sweep({}));
  else await flow.clock.drive(flow.handlers.executionEnded({ detail: { name: edit.editId, status: end.status, error, cause } }));
  return {
    record: await flow.record(edit.editId),
    started: workflow.started,
    answered: workflow.answers,
    canceled: flow.scripted.calls.cancelTask,
    slots: await flow.slots(),
    budget: await flow.ledger.budgetUse('2026-01-01'),
  };
};

describe.each(Object.entries(RECORDS))('an edit that is %s', (_what, edit) => {
  it.each(
    ENDS.map(
      (end) => [`${end.status}${'failure' in end && end.failure.Error !== undefined ? ' with an error' : ''}`, end] as const,
    ),
  )('is the same in the end, told by the event or found by the sweep, when its execution %s', async (_end, end) => {
    const told = await hear(edit, end, 'event');
    expect(await hear(edit, end, 'sweep')).toEqual(told);
    expect(told.canceled).toBe(
      end.status === 'ABORTED' && edit.state === 'RUNNING' && edit.times.detectedAt === undefined ? 1 : 0,
    );
  });
});

describe('the table above', () => {
  it('has every state', () => {
    const states = new Set(Object.values(RECORDS).map(({ state }) => state));
    expect(EDIT_STATES.filter((state) => !states.has(state))).toEqual([]);
  });
});

/** An edit that waits while another one has the only slot, and whose execution a person stopped. */
const stoppedWhileWaiting = async () => {
  const flow = createFlow({ capacity: 1 });
  const [first, second] = [idOf('first'), idOf('second')];
  for (const editId of [first, second]) {
    await flow.claim({ editId, resultPrefix: `results/${editId}/` });
    await flow.workflow.start(editId, 1);
    await flow.clock.advance(10);
  }
  flow.workflow.stop(second);
  await flow.clock.advance(10);
  return { flow, second, detail: { name: executionName(second, 1), status: 'ABORTED' } };
};

const sweepLater = async (flow: Flow): Promise<void> => {
  await flow.clock.advance(5 * 60_000);
  await flow.clock.drive(flow.handlers.sweep({}));
};

describe('an execution that a person stopped before anything was submitted', () => {
  it('cancels its edit when the event comes first, and the sweep changes nothing', async () => {
    const { flow, second, detail } = await stoppedWhileWaiting();
    await flow.clock.drive(flow.handlers.executionEnded({ detail }));
    const canceled = await flow.record(second);
    expect(canceled).toMatchObject({ state: 'CANCELED', budget: { settled: 0 } });
    await sweepLater(flow);
    expect(await flow.record(second)).toEqual(canceled);
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('cancels its edit when the sweep comes first, and the event that comes late changes nothing', async () => {
    const { flow, second, detail } = await stoppedWhileWaiting();
    await sweepLater(flow);
    const canceled = await flow.record(second);
    expect(canceled).toMatchObject({ state: 'CANCELED', executions: 1, budget: { settled: 0 } });
    expect(await flow.clock.drive(flow.handlers.executionEnded({ detail }))).toEqual({ repaired: true });
    expect(await flow.record(second)).toEqual(canceled);
    expect(
      new Set(flow.publisher.events.filter(({ detailType }) => detailType.includes('Canceled')).map(({ id }) => id)).size,
    ).toBe(1);
  });

  it('cancels its edit when the event is lost, and never submits it', async () => {
    const { flow, second } = await stoppedWhileWaiting();
    for (let sweeps = 0; sweeps < 10; sweeps += 1) await sweepLater(flow);
    expect((await flow.record(second)).state).toBe('CANCELED');
    expect(flow.workflow.executions().map(({ name }) => name)).not.toContain(executionName(second, 2));
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('frees the slot of its edit, and the next one goes on, when it was stopped between its admission and its submission', async () => {
    const flow = createFlow({ capacity: 1 });
    flow.scripted.scriptErrors('ready', ...Array.from({ length: 100 }, () => broken()));
    const [stopped, next] = [idOf('stopped'), idOf('next')];
    for (const editId of [stopped, next]) {
      await flow.claim({ editId, resultPrefix: `results/${editId}/` });
      await flow.workflow.start(editId, 1);
      await flow.clock.advance(10);
    }
    expect((await flow.record(stopped)).slot).toEqual(SLOT);
    flow.workflow.stop(stopped);
    await sweepLater(flow);
    expect((await flow.record(stopped)).state).toBe('CANCELED');
    expect((await flow.record(next)).slot).toEqual(SLOT);
    expect(flow.scripted.calls.createTask).toBe(0);
  });
});
