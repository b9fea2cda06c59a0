import { describe, expect, it } from 'vitest';
import { AccountProblem, InvalidEdit } from '#core/errors.ts';
import { DEFAULT_PROFILE } from '#core/polling/duration-profile.ts';
import { firstWaitSeconds } from '#core/polling/schedule.ts';
import { idOf } from '#test/support/edits.ts';
import { createFlow } from '#test/support/flow.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { throttled } from '#test/support/scripted-model.ts';
import { createSubmitFlow } from './submit-flow.ts';

const refusal = { code: 'REFUSED', message: 'no', hint: 'fix it' };

describe('submit', () => {
  it('creates one task and answers how long to wait for it', async () => {
    const { flow, submit, record, editId } = await createSubmitFlow();
    expect(await submit()).toEqual({ editId, waitSeconds: firstWaitSeconds(DEFAULT_PROFILE, 0) });
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(flow.publisher.events.map((event) => event.detailType)).toEqual(['Image Edit Submitted']);
  });

  it('creates nothing when it runs again', async () => {
    const { flow, submit } = await createSubmitFlow();
    await submit();
    await submit();
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('sends pictures as data URIs where the store has no links', async () => {
    const { flow, submit } = await createSubmitFlow();
    await submit();
    expect(flow.scripted.tasks[0]?.request.images[0]).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });

  it('sends links to the pinned version where the store has them', async () => {
    const { flow, submit } = await createSubmitFlow({ linkBase: 'https://bucket.test' });
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
    const { submit, flow: used } = await createSubmitFlow();
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
    const { flow, thrown, editId } = await createSubmitFlow();
    await flow.ledger.setControls({ paused: true });
    expect(await thrown()).toBe('PAUSED');
    expect(await flow.slots()).toBe(0);
    await flow.ledger.setControls({ paused: false });
    expect(await thrown()).toBe('NO_SLOT');
    expect(flow.scripted.calls.createTask).toBe(0);
    expect((await flow.record(editId)).state).toBe('QUEUED');
  });

  it.each([
    ['InvalidEdit', new InvalidEdit(refusal)],
    ['AccountProblem', new AccountProblem(refusal)],
    ['NotAccepted', throttled()],
  ])('is QUEUED again, slot in hand, after %s, and may be sent again', async (name, error) => {
    const { flow, record, submit } = await createSubmitFlow();
    flow.scripted.scriptCreates(error);
    await expect(submit()).rejects.toMatchObject({ name });
    expect(await record()).toMatchObject({ state: 'QUEUED', submission: { attempt: 1 } });
    expect(await flow.slots()).toBe(1);
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', submission: { attempt: 2 } });
  });

  it('sends nothing for an edit that is to be canceled', async () => {
    const { flow, thrown, record } = await createSubmitFlow();
    const edit = await record();
    await flow.ledger.commit(edit, { ...edit, revision: edit.revision + 1, cancelRequestedAt: 1 });
    expect(await thrown()).toBe('CANCELED');
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
