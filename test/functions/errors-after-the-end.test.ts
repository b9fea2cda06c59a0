/** Words of the service that come when nobody expects them any more: what is paid is kept, what is free is given back. */

import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import { leaveUnresolved } from '#core/edit/outcome.ts';
import { NotAccepted } from '#core/errors.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { taskExpired } from '#core/service/task-problems.ts';
import { changed, runningEdit } from '#test/support/edits.ts';
import { createFlow, type Flow, type FlowOptions } from '#test/support/flow.ts';

const rewrite = async (flow: Flow, editId: string, change: Partial<EditRecord>): Promise<void> => {
  const edit = await flow.record(editId);
  const { createLock } = await flow.ledger.pool(DEFAULT_POOL);
  const next = changed(edit, { ...change, revision: edit.revision + 1 });
  expect(await flow.ledger.commit(edit, next, { createLockOver: createLock })).toBe('committed');
};

const admitted = async (options: FlowOptions = {}) => {
  const flow = createFlow(options);
  const { editId } = await flow.admit();
  return { flow, editId };
};

describe('the id of a task that was created after its edit was given up', () => {
  it('is kept, and the result is fetched as if nobody had given it up', async () => {
    const { flow, editId } = await admitted({ createMs: 5000 });
    const submitting = flow.handlers.submit({ editId });
    await flow.clock.advance(1000);
    const doubt = { code: 'STEP_TIMEOUT', message: 'm', hint: 'h' };
    const { state, problem, times } = leaveUnresolved(doubt, flow.clock.now());
    const before = await flow.record(editId);
    await rewrite(flow, editId, {
      state: state ?? 'UNRESOLVED',
      problem: problem ?? doubt,
      times: { ...before.times, ...times },
    });
    await flow.clock.drive(submitting);
    const edit = await flow.record(editId);
    expect(edit).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(edit).not.toHaveProperty('problem');
    await flow.clock.advance(61_000);
    expect(await flow.clock.drive(flow.handlers.checkStatus({ editId }))).toMatchObject({ next: 'persist' });
  });
});

describe('a refusal that comes late', () => {
  it('takes back only its own attempt, not the one after it', async () => {
    const { flow, editId } = await admitted({ createMs: 1000 });
    flow.scripted.scriptCreates(new NotAccepted({ code: 'THROTTLED', message: 'm', hint: 'h' }));
    const first = flow.handlers.submit({ editId }).catch((error: Error) => error.name);
    await flow.clock.advance(500);
    const { submission } = await flow.record(editId);
    if (submission === undefined) throw new Error('no attempt was written');
    await rewrite(flow, editId, { submission: { ...submission, attempt: 2 } });
    await flow.clock.advance(1000);
    expect(await first).toBe('SubmissionUnknown');
    expect(await flow.record(editId)).toMatchObject({ state: 'SUBMITTING', submission: { attempt: 2 } });
    expect((await flow.ledger.pool(DEFAULT_POOL)).createLock).toMatchObject({ editId, attempt: 2 });
  });
});

/** A flow with one edit whose task ended, and was written down as ended, before it is to be fetched. */
const toFetch = async (options: FlowOptions = {}, change: Partial<Edit> = {}) => {
  const flow = createFlow(options);
  const parameters = { n: 1, promptExtend: true, watermark: false };
  const { taskId } = await flow.clock.drive(flow.scripted.model.createTask({ prompt: 'p', images: [], parameters }));
  const edit = runningEdit({ taskId, ...change });
  await flow.ledger.claim(edit, {});
  const persist = () => flow.clock.drive(flow.handlers.persistResult({ editId: edit.editId }));
  return { flow, edit, persist };
};

describe('a task that is found to have failed only when its result is fetched', () => {
  it('ends its edit as the service says, free of charge', async () => {
    const { flow, edit, persist } = await toFetch();
    await flow.scripted.model.getTask('task-1');
    const task = flow.scripted.tasks[0];
    if (task !== undefined) task.ending = { status: 'FAILED', code: 'DataInspectionFailed', message: 'no' };
    await flow.clock.advance(61_000);
    expect(await persist()).toMatchObject({ state: 'FAILED' });
    expect(await flow.record(edit.editId)).toMatchObject({ problem: { code: 'CONTENT_REFUSED' }, budget: { settled: 0 } });
    expect(flow.publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('ends it as canceled when it was canceled', async () => {
    const { flow, edit, persist } = await toFetch({ slots: 0 });
    await flow.scripted.model.cancelTask('task-1');
    expect(await persist()).toMatchObject({ state: 'CANCELED' });
    expect(await flow.record(edit.editId)).toMatchObject({ problem: { code: 'TASK_CANCELED' }, budget: { settled: 0 } });
  });
});

describe('a result that is stored just after its edit was given up', () => {
  it('completes it at once', async () => {
    let giveUp = async (): Promise<void> => undefined;
    const { flow, edit, persist } = await toFetch({
      wrap: (port, name) =>
        name === 'downloads' ? { ...port, open: (url: string) => giveUp().then(() => open(port, url)) } : port,
    });
    giveUp = () => rewrite(flow, edit.editId, { state: 'UNRESOLVED', problem: taskExpired('task-1') });
    await flow.scripted.model.getTask('task-1');
    await flow.clock.advance(61_000);
    expect(await persist()).toMatchObject({ state: 'SUCCEEDED' });
    const ended = await flow.record(edit.editId);
    expect(ended).toMatchObject({ state: 'SUCCEEDED', budget: { settled: 1 } });
    expect(ended).not.toHaveProperty('problem');
  });

  it('changes nothing of an edit that was ended for good', async () => {
    let end = async (): Promise<void> => undefined;
    const { flow, edit, persist } = await toFetch({
      wrap: (port, name) => (name === 'downloads' ? { ...port, open: (url: string) => end().then(() => open(port, url)) } : port),
    });
    end = () => rewrite(flow, edit.editId, { state: 'CANCELED' });
    await flow.scripted.model.getTask('task-1');
    await flow.clock.advance(61_000);
    expect(await persist()).toMatchObject({ state: 'CANCELED' });
  });
});

const open = (port: object, url: string): Promise<unknown> => (port as ResultDownloads).open(url);
