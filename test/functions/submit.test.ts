import { describe, expect, it } from 'vitest';
import { AccountProblem, InvalidEdit } from '#core/errors.ts';
import { DEFAULT_PROFILE } from '#core/polling/duration-profile.ts';
import { firstWaitSeconds } from '#core/polling/schedule.ts';
import { idOf } from '#test/support/edits.ts';
import { createFlow, type Flow, type FlowOptions } from '#test/support/flow.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { broken, lostReply, throttled } from '#test/support/scripted-model.ts';

/** A flow with one edit that holds a slot. */
const admitted = async (options: FlowOptions = {}, change: Parameters<Flow['claim']>[0] = {}) => {
  const flow = createFlow(options);
  const edit = await flow.claim(change);
  const admission = await flow.ledger.admission();
  await flow.ledger.commitAdmission({
    ...admission,
    revision: admission.revision + 1,
    holders: [{ editId: edit.editId, since: flow.clock.now() }],
  });
  const submit = () => flow.clock.drive(flow.handlers.submit({ editId: edit.editId }));
  const thrown = async (): Promise<string> =>
    submit().then(
      () => 'nothing',
      (error: Error) => error.name,
    );
  return { flow, editId: edit.editId, submit, thrown, record: () => flow.record(edit.editId) };
};

const refusal = { code: 'REFUSED', message: 'no', hint: 'fix it' };

describe('submit', () => {
  it('creates one task and answers how long to wait for it', async () => {
    const { flow, submit, record, editId } = await admitted();
    expect(await submit()).toEqual({ editId, waitSeconds: firstWaitSeconds(DEFAULT_PROFILE, 0) });
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect((await flow.ledger.admission()).createLock).toBeUndefined();
    expect(flow.publisher.events.map((event) => event.detailType)).toEqual(['Image Edit Submitted']);
  });

  it('creates nothing when it runs again', async () => {
    const { flow, submit } = await admitted();
    await submit();
    await submit();
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('sends pictures as data URIs where the store has no links', async () => {
    const { flow, submit } = await admitted();
    await submit();
    expect(flow.scripted.tasks[0]?.request.images[0]).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });

  it('sends links to the pinned version where the store has them', async () => {
    const { flow, submit } = await admitted({ linkBase: 'https://bucket.test' });
    await submit();
    expect(flow.scripted.tasks[0]?.request.images[0]).toBe(
      'https://bucket.test/uploads/clock.png?versionId=v1&mediaType=image%2Fpng&seconds=900',
    );
  });

  it('uploads what does not fit into the request, and passes URLs on', async () => {
    const big = new Uint8Array(8 * 1024 * 1024);
    const stored = {
      kind: 'object',
      key: 'uploads/big.png',
      versionId: 'v1',
      mediaType: 'image/png',
      width: 500,
      height: 500,
    } as const;
    const { submit, flow: used } = await admitted();
    await used.store.put('uploads/big.png', streamOf(big), { mediaType: 'image/png' });
    const edit = await used.record(idOf('edit'));
    await used.ledger.commit(edit, {
      ...edit,
      revision: edit.revision + 1,
      images: [
        { kind: 'url', url: 'https://example.org/a.png' },
        { ...stored, versionId: 'v2', bytes: big.length },
      ],
    });
    await submit();
    expect(used.scripted.tasks[0]?.request.images).toEqual([
      'https://example.org/a.png',
      `oss://dashscope-instant/${idOf('edit')}-2.png`,
    ]);
  });

  it('goes back to the queue without a slot, and while submissions are paused', async () => {
    const { flow, thrown, editId } = await admitted();
    await flow.ledger.setControls({ paused: true });
    expect(await thrown()).toBe('NotAdmitted');
    expect((await flow.ledger.admission()).holders).toEqual([]);
    await flow.ledger.setControls({ paused: false });
    expect(await thrown()).toBe('NotAdmitted');
    expect(flow.scripted.calls.createTask).toBe(0);
    expect((await flow.record(editId)).state).toBe('QUEUED');
  });

  it.each([
    ['InvalidEdit', new InvalidEdit(refusal)],
    ['AccountProblem', new AccountProblem(refusal)],
    ['NotAccepted', throttled()],
  ])('is QUEUED again, with the create lock free, after %s', async (name, error) => {
    const { flow, thrown, record, submit } = await admitted();
    flow.scripted.scriptCreates(error);
    expect(await thrown()).toBe(name);
    expect(await record()).toMatchObject({ state: 'QUEUED', submission: { attempt: 1 } });
    expect((await flow.ledger.admission()).createLock).toBeUndefined();
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', submission: { attempt: 2 } });
  });

  it.each([
    ['a lost reply', lostReply()],
    ['an error that promises nothing', new Error('socket hang up')],
  ])('stays SUBMITTING and keeps the create lock after %s', async (_what, error) => {
    const { flow, thrown, record, editId } = await admitted();
    flow.scripted.scriptCreates(error);
    expect(await thrown()).toBe('SubmissionUnknown');
    expect((await record()).state).toBe('SUBMITTING');
    expect((await flow.ledger.admission()).createLock?.editId).toBe(editId);
    expect(await thrown()).toBe('SubmissionUnknown');
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('gives a create up that does not answer, and stays in doubt', async () => {
    const { flow, thrown, record } = await admitted({ createMs: 50_000 });
    expect(await thrown()).toBe('SubmissionUnknown');
    expect((await record()).state).toBe('SUBMITTING');
    expect(flow.scripted.tasks).toEqual([]);
  });

  it('adopts the task of a lost reply once the service gives its prompt back', async () => {
    const { flow, thrown, record, submit } = await admitted();
    flow.scripted.scriptCreates('accept-and-lose-reply');
    flow.scripted.addForeignTask('somebody else’s');
    await thrown();
    expect(await thrown()).toBe('SubmissionUnknown');
    await flow.clock.advance(70_000);
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-2' });
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('creates again only after the window has closed and the list was read', async () => {
    const { flow, thrown, record, submit } = await admitted();
    flow.scripted.scriptCreates(lostReply());
    await thrown();
    await flow.clock.advance(60_000);
    expect(await thrown()).toBe('SubmissionUnknown');
    flow.scripted.scriptErrors('listTasks', broken());
    await flow.clock.advance(60_000);
    expect(await thrown()).toBe('SubmissionUnknown');
    expect(flow.scripted.calls.createTask).toBe(1);
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1', submission: { attempt: 2 } });
  });

  it('leaves twins to a person', async () => {
    const { flow, thrown, record } = await admitted();
    flow.scripted.scriptCreates('accept-and-lose-reply');
    const edit = await record();
    flow.scripted.addForeignTask(edit.prompt);
    await thrown();
    await flow.clock.advance(10 * 60_000);
    expect(await thrown()).toBe('SubmissionUnknown');
    expect(await record()).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'SUBMISSION_AMBIGUOUS' } });
  });

  it('sends nothing for an edit that is to be canceled', async () => {
    const { flow, thrown, record } = await admitted();
    const edit = await record();
    await flow.ledger.commit(edit, { ...edit, revision: edit.revision + 1, cancelRequestedAt: 1 });
    expect(await thrown()).toBe('Canceled');
    expect(flow.scripted.calls.createTask).toBe(0);
  });

  it('sends nothing while another edit has the create lock, and says that nothing was sent', async () => {
    const { flow, thrown } = await admitted();
    const admission = await flow.ledger.admission();
    const now = flow.clock.now();
    await flow.ledger.commitAdmission({
      ...admission,
      revision: admission.revision + 1,
      createLock: { editId: 'other', since: now, until: now + 60_000 },
    });
    expect(await thrown()).toBe('NotAccepted');
    expect(flow.scripted.calls.createTask).toBe(0);
  });

  it('keeps creates of seven edits apart and loses none', async () => {
    const flow = createFlow();
    const names = Array.from({ length: 7 }, (_, index) => idOf(`edit ${index}`));
    for (const editId of names) {
      await flow.claim({ editId, resultPrefix: `results/${editId}/` });
      await flow.workflow.start(editId, 1);
    }
    for (const editId of names) await flow.finish(editId);
    const created = flow.scripted.tasks.map((task) => task.createdAt);
    const gaps = created.slice(1).map((at, index) => at - (created[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
    expect(created).toHaveLength(7);
    expect(flow.scripted.mostRunning).toBe(5);
  });
});
