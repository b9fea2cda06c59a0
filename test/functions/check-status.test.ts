import { describe, expect, it } from 'vitest';
import { AccountProblem } from '#core/errors.ts';
import { runningEdit, SLOT } from '#test/support/edits.ts';
import { createFlow, type FlowOptions } from '#test/support/flow.ts';
import { broken } from '#test/support/scripted-model.ts';

/** A flow with one edit whose task was created now and that holds a slot. */
const running = async (options: FlowOptions = {}) => {
  const flow = createFlow(options);
  const { taskId } = await flow.clock.drive(
    flow.scripted.model.createTask({ prompt: 'p', images: [], parameters: { n: 1, promptExtend: true, watermark: false } }),
  );
  const now = flow.clock.now();
  const edit = runningEdit({ taskId, slot: SLOT, times: { createdAt: now, updatedAt: now, submittedAt: now } });
  await flow.ledger.claim(edit, {});
  const check = () => flow.clock.drive(flow.handlers.checkStatus({ editId: edit.editId }));
  return { flow, editId: edit.editId, check, record: () => flow.record(edit.editId) };
};

describe('check-status', () => {
  it('watches until the task ends, and frees the slot before the result is stored', async () => {
    const { flow, check, record, editId } = await running();
    await flow.clock.advance(40_000);
    expect(await check()).toEqual({ editId, next: 'persist', waitSeconds: 0 });
    const edit = await record();
    expect((edit.times.detectedAt ?? 0) - (edit.times.taskEndedAt ?? 0)).toBeLessThanOrEqual(500);
    expect(edit).toMatchObject({ state: 'RUNNING', actualPrompt: 'p, in detail' });
    expect(await flow.slots()).toBe(0);
  });

  it('asks about twice a second and no longer than an invocation may last', async () => {
    const { flow, check } = await running({ taskMs: () => 3_600_000 });
    await flow.clock.advance(40_000);
    const before = flow.clock.now();
    expect(await check()).toMatchObject({ next: 'wait', waitSeconds: 1 });
    expect(flow.clock.now() - before).toBeLessThanOrEqual(110_000);
    expect(flow.scripted.calls.getTask).toBeGreaterThan(240);
    expect(flow.scripted.calls.getTask).toBeLessThanOrEqual(252);
  });

  it('leaves at once while the task has not started', async () => {
    const { flow, check } = await running({ slots: 0 });
    expect(await check()).toMatchObject({ next: 'wait', waitSeconds: 17 });
    expect(flow.scripted.calls.getTask).toBe(1);
  });

  it('counts from the start at the service, not from the submit', async () => {
    const { flow, check } = await running({ slots: 1, taskMs: (index) => (index === 0 ? 30_000 : 60_000) });
    flow.scripted.addForeignTask('x');
    await flow.clock.advance(1000);
    expect((await check()).next).toBe('wait');
  });

  it.each([[{ status: 'FAILED', code: 'DataInspectionFailed', message: 'no' } as const, 'CONTENT_REFUSED']])(
    'records how a task failed',
    async (ending, code) => {
      const flow = createFlow();
      flow.scripted.scriptEndings(ending);
      const edit = await flow.runEdit();
      expect(edit).toMatchObject({ state: 'FAILED', problem: { code } });
      expect(await flow.ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 0, charged: 0 });
      expect(await flow.slots()).toBe(0);
    },
  );

  it('records that a task was canceled at the service', async () => {
    const { flow, check, record, editId } = await running({ slots: 0 });
    await flow.scripted.model.cancelTask('task-1');
    expect((await check()).next).toBe('fail');
    await flow.handlers.recordFailure({ editId });
    expect((await record()).state).toBe('CANCELED');
  });

  it('takes UNKNOWN for a delay in the first minute and for a loss after it', async () => {
    const { flow, record, editId } = await running();
    const edit = await record();
    await flow.ledger.commit(edit, { ...edit, revision: edit.revision + 1, taskId: 'task-99' });
    expect(await flow.handlers.checkStatus({ editId })).toMatchObject({ next: 'wait', waitSeconds: 5 });
    await flow.clock.advance(61_000);
    expect(await flow.handlers.checkStatus({ editId })).toMatchObject({ next: 'fail' });
    await flow.handlers.recordFailure({ editId });
    expect(await record()).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'TASK_EXPIRED' } });
  });

  it('bears queries that fail, unless not one succeeds', async () => {
    const { flow, check } = await running({ taskMs: () => 3_600_000 });
    flow.scripted.scriptErrors('getTask', broken(), undefined, broken());
    expect(await check()).toMatchObject({ next: 'wait' });
    flow.scripted.scriptErrors('getTask', ...Array.from({ length: 300 }, () => broken()));
    await expect(check()).rejects.toMatchObject({ name: 'Unavailable' });
  });

  it('keeps an unlucky last query from hiding that others succeeded', async () => {
    const { flow, check } = await running({ taskMs: () => 3_600_000 });
    await flow.clock.advance(40_000);
    flow.scripted.scriptErrors('getTask', undefined, ...Array.from({ length: 300 }, () => broken()));
    expect(await check()).toMatchObject({ next: 'wait', waitSeconds: 1 });
  });

  it('passes on what no repeat will change', async () => {
    const { flow, check } = await running();
    flow.scripted.scriptErrors('getTask', new AccountProblem({ code: 'InvalidApiKey', message: 'key', hint: 'fix' }));
    await expect(check()).rejects.toMatchObject({ name: 'AccountProblem' });
  });

  it('answers the same without asking when it runs again after the end', async () => {
    const { flow, check } = await running();
    await flow.clock.advance(61_000);
    await check();
    const asked = flow.scripted.calls.getTask;
    expect(await check()).toMatchObject({ next: 'persist' });
    expect(flow.scripted.calls.getTask).toBe(asked);
  });

  it('refuses an edit without a task, and one that does not exist', async () => {
    const flow = createFlow();
    const { editId } = await flow.claim();
    await expect(flow.handlers.checkStatus({ editId })).rejects.toMatchObject({ name: 'Unavailable' });
    await expect(flow.handlers.checkStatus({ editId: 'nobody' })).rejects.toThrow('EDIT_NOT_FOUND');
  });
});
