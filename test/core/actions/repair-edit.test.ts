import { describe, expect, it } from 'vitest';
import { repairEdit } from '#core/actions/repair-edit.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import { applied, idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { broken } from '#test/support/scripted-model.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const STOPPED: ExecutionStatus = { status: 'ABORTED' };
const FAILED: ExecutionStatus = { status: 'FAILED', failure: { Error: 'States.TaskFailed' } };

/** An edit, and another one that waits for its slot. `cancelTask`: what the service answers. */
const setUp = async (edit: Edit, cancelTask: () => Promise<'canceled' | 'not-pending'> = async () => 'not-pending') => {
  const ledger = createMemoryLedger();
  const [workflow, publisher, telemetry] = [createRecordingWorkflow(), createRecordingPublisher(), createRecordingTelemetry()];
  await ledger.claim(edit, {});
  await ledger.claim(waitingEdit({ editId: idOf('next') }), {});
  const asked: string[] = [];
  const model = {
    cancelTask: (taskId: string) => {
      asked.push(taskId);
      return cancelTask();
    },
  };
  const deps = { ledger, workflow, publisher, telemetry, model, clock: createVirtualClock(), capacity: 1 };
  return {
    deps,
    ledger,
    workflow,
    asked,
    repair: (execution: ExecutionStatus, seen = edit) => repairEdit(deps, seen, execution),
    record: async () => (await ledger.get(edit.editId)) as Edit,
    told: () => publisher.events.map(({ detailType }) => detailType),
    used: async () => slotsUsed(await ledger.pool(DEFAULT_POOL)),
  };
};

describe('repairing an edit', () => {
  it('leaves one alone whose execution runs', async () => {
    const { repair, record, told } = await setUp(submittingEdit());
    expect(await repair({ status: 'RUNNING' })).toBe(false);
    expect(await record()).toEqual(submittingEdit());
    expect(told()).toEqual([]);
  });

  it('starts an execution that never was, once', async () => {
    const { repair, workflow, record } = await setUp(queuedEdit({ executions: 2 }));
    expect(await repair({ status: 'NONE' })).toBe(true);
    expect(await repair({ status: 'NONE' })).toBe(false);
    expect(workflow.started).toEqual([`${queuedEdit().editId}-2`]);
    expect((await record()).executions).toBe(2);
  });

  it('uses the token of one that has a slot', async () => {
    const { repair, workflow, record } = await setUp(waitingEdit({ slot: SLOT }));
    expect(await repair({ status: 'RUNNING' })).toBe(true);
    expect(workflow.answers).toHaveLength(1);
    expect(await record()).not.toHaveProperty('taskToken');
  });

  it('ends one that was stopped before it was sent, tells of it, and gives its slot on', async () => {
    const { repair, record, told, ledger, used } = await setUp(queuedEdit({ slot: SLOT }));
    expect(await repair(STOPPED)).toBe(true);
    expect(await record()).toMatchObject({ state: 'CANCELED', budget: { settled: 0 } });
    expect(told()).toEqual(['Image Edit Canceled']);
    expect((await ledger.get(idOf('next')))?.slot).toEqual(SLOT);
    expect(await used()).toBe(1);
  });

  it('does the same when the look of the sweep comes first and the event of the stop after it, and tells of it again', async () => {
    const { repair, record, told, workflow } = await setUp(queuedEdit());
    expect(await repair(STOPPED)).toBe(true);
    const ended = await record();
    expect(await repair(STOPPED, ended)).toBe(true);
    expect(await record()).toEqual(ended);
    expect(new Set(told())).toEqual(new Set(['Image Edit Canceled']));
    expect(workflow.started).toEqual([]);
  });

  it('cancels the task of one that was stopped, if the service has not begun it', async () => {
    const { repair, record, asked } = await setUp(runningEdit({ slot: SLOT }), async () => 'canceled');
    expect(await repair(STOPPED)).toBe(true);
    expect(asked).toEqual(['task-1']);
    expect(await record()).toMatchObject({ state: 'CANCELED', budget: { settled: 0 } });
  });

  it('lets it go on, marked, when the service has begun it', async () => {
    const { repair, record, workflow, told } = await setUp(runningEdit({ slot: SLOT }));
    expect(await repair(STOPPED)).toBe(true);
    expect(await record()).toMatchObject({ state: 'RUNNING', executions: 2, slot: SLOT, cancelRequestedAt: expect.any(Number) });
    expect(workflow.started).toEqual([`${runningEdit().editId}-2`]);
    expect(told()).toEqual([]);
  });

  it('changes nothing when the service cannot be asked, so that it is tried again', async () => {
    const { repair, record } = await setUp(runningEdit(), () => Promise.reject(broken()));
    await expect(repair(STOPPED)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await record()).toEqual(runningEdit());
  });

  it('leaves one whose create is in doubt to a person when its execution failed; its budget stays reserved', async () => {
    const { repair, record, told } = await setUp(submittingEdit({ slot: SLOT }));
    expect(await repair(FAILED)).toBe(true);
    expect(await record()).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'SUBMISSION_UNKNOWN' } });
    expect((await record()).budget).toEqual(submittingEdit().budget);
    expect(await record()).not.toHaveProperty('slot');
    expect(told()).toEqual(['Image Edit Unresolved']);
  });

  it.each([
    ['was sent', { state: 'SUBMITTING' }, queuedEdit(), STOPPED],
    ['has its task', { state: 'RUNNING', taskId: 'task-2' }, submittingEdit(), FAILED],
    ['was started again', { executions: 2 }, queuedEdit(), STOPPED],
    ['has sent another attempt', { submission: { attempt: 2, startedAt: 5, until: 6 } }, submittingEdit(), FAILED],
    ['was started again by another look', { executions: 2 }, runningEdit(), { status: 'SUCCEEDED' }],
  ] as const)('does nothing to one that %s in the meantime', async (_what, change, seen, execution) => {
    const { deps, repair, record, workflow } = await setUp(seen);
    const { createLock } = await deps.ledger.pool(DEFAULT_POOL);
    expect(await deps.ledger.commit(seen, applied(seen, change, 5), { createLockOver: createLock })).toBe('committed');
    const before = await record();
    expect(await repair(execution)).toBe(false);
    expect(await record()).toEqual(before);
    expect(workflow.started).toEqual([]);
  });

  it('restarts once, however many find at once that the execution is over', async () => {
    const { repair, record, workflow } = await setUp(runningEdit({ slot: SLOT }));
    const done = await Promise.all(Array.from({ length: 4 }, () => repair({ status: 'SUCCEEDED' })));
    expect(done.filter((what) => what)).toHaveLength(1);
    expect((await record()).executions).toBe(2);
    expect(workflow.started).toHaveLength(1);
  });
});
