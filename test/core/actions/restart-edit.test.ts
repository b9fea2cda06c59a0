import { describe, expect, it } from 'vitest';
import { restartEdit } from '#core/actions/restart-edit.ts';
import { runningEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = async (edit = waitingEdit()) => {
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  await ledger.claim(edit, {});
  return { ledger, workflow, editId: edit.editId, deps: { ledger, workflow, clock: createVirtualClock() } };
};

describe('restarting an edit', () => {
  it('counts the execution first, forgets the old token, and starts the new one under its number', async () => {
    const { ledger, workflow, editId, deps } = await setUp();
    expect(await restartEdit(deps, editId, () => ({}))).toBe(true);
    expect(workflow.started).toEqual([`${editId}-2`]);
    const edit = await ledger.get(editId);
    expect(edit?.executions).toBe(2);
    expect(edit).not.toHaveProperty('taskToken');
    expect(await ledger.waiting(9)).toEqual([]);
  });

  it('starts nothing for an edit that is to be left alone', async () => {
    const { ledger, workflow, editId, deps } = await setUp();
    expect(await restartEdit(deps, editId, () => undefined)).toBe(false);
    expect(workflow.started).toEqual([]);
    expect((await ledger.get(editId))?.executions).toBe(1);
  });

  it('leaves a number that the sweep can start when the start itself fails', async () => {
    const { ledger, workflow, editId, deps } = await setUp(runningEdit({ state: 'UNRESOLVED' }));
    const down = { ...workflow, start: async () => Promise.reject(new Error('down')) };
    await expect(restartEdit({ ...deps, workflow: down }, editId, () => ({ state: 'RUNNING' }))).rejects.toThrow('down');
    expect(await ledger.get(editId)).toMatchObject({ state: 'RUNNING', executions: 2 });
    expect(await workflow.status(editId, 2)).toEqual({ status: 'NONE' });
  });
});
