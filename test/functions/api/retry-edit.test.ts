import { describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import { createApi } from '#test/support/api.ts';
import { idOf, queuedEdit, runningEdit, submittingEdit } from '#test/support/edits.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { pngFile } from '#test/support/pictures/picture-files.ts';

describe('POST /edits/{id}/retry', () => {
  const image = {
    kind: 'object',
    key: 'inputs/a.png',
    versionId: 'v1',
    mediaType: 'image/png',
    width: 640,
    height: 480,
    bytes: 68,
  } as const;

  it.each(['SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELED', 'REJECTED'] as const)(
    'does one that is %s again, linked, with what is changed',
    async (state) => {
      const { call, keep, store } = await createApi();
      await store.put('inputs/a.png', streamOf(pngFile({ width: 999 })), { mediaType: 'image/png' });
      const old = await keep(
        queuedEdit({
          state,
          images: [image, { kind: 'url', url: 'https://example.com/b.png' }],
          parameters: { n: 2, promptExtend: true, watermark: false, seed: 5 },
          preset: 'gone',
        }),
      );

      const { status, body } = await call('POST', `/edits/${old.editId}/retry`, { body: { prompt: 'Another', n: 1 } });

      expect(status).toBe(202);
      expect(body).toMatchObject({
        status: 'QUEUED',
        retryOf: old.editId,
        prompt: 'Another',
        preset: 'gone',
        parameters: { n: 1, seed: 5 },
        images: [{ key: 'inputs/a.png', versionId: 'v1', width: 640 }, { url: 'https://example.com/b.png' }],
        resultPrefix: `results/clock.png/${body.id}/`,
      });
    },
  );

  it('takes an empty body, and the same Idempotency-Key answers the same edit', async () => {
    const { call, keep, ledger } = await createApi();
    const old = await keep(queuedEdit({ state: 'FAILED', images: [image], source: { kind: 'api', bodyHash: 'x' } }));
    const headers = { 'idempotency-key': 'again' };

    const first = await call('POST', `/edits/${old.editId}/retry`, { headers });
    const second = await call('POST', `/edits/${old.editId}/retry`, { headers, body: {} });
    const third = await call('POST', `/edits/${old.editId}/retry`, { headers, body: { n: 2 } });

    expect([first.status, second.status, third.status]).toEqual([202, 200, 422]);
    expect(ledger.all()).toHaveLength(2);
  });

  it('reads a refused upload again, since what was missing may be there by now', async () => {
    const { call, keep, store } = await createApi();
    await store.put('uploads/tidy/a.png', streamOf(pngFile()), { mediaType: 'image/png' });
    const old = await keep(
      queuedEdit({
        state: 'REJECTED',
        images: [],
        prompt: '',
        source: { kind: 'upload', key: 'uploads/tidy/a.png', versionId: 'v2' },
      }),
    );

    const without = await call('POST', `/edits/${old.editId}/retry`);
    await store.put('presets/tidy.json', streamOf('{"prompt": "Tidy up", "imagesPerDay": 9}'), { mediaType: 'application/json' });
    const withPreset = await call('POST', `/edits/${old.editId}/retry`, { body: { n: 2 } });

    expect(without).toMatchObject({ status: 422, body: { error: { code: 'PRESET_NOT_FOUND' } } });
    expect(withPreset).toMatchObject({
      status: 202,
      body: { prompt: 'Tidy up', preset: 'tidy', parameters: { n: 2 }, retryOf: old.editId },
    });
    const again = await keep({ ...old, editId: idOf('kept'), images: [image], preset: 'tidy', prompt: 'x' });
    expect((await call('POST', `/edits/${again.editId}/retry`)).status).toBe(202);
  });

  it('points from a refused retry to the edit that it was a retry of', async () => {
    const { call, keep } = await createApi();
    const source = { kind: 'api', bodyHash: 'x' } as const;
    const refused = await keep(queuedEdit({ state: 'REJECTED', images: [], source, retryOf: idOf('first') }));
    const { body } = await call('POST', `/edits/${refused.editId}/retry`);
    expect(body.error).toMatchObject({ code: 'NOTHING_TO_REPEAT', hint: expect.stringContaining(idOf('first')) });
  });

  it('has nothing to repeat of a refused call, nor of an upload that is gone', async () => {
    const { call, keep } = await createApi();
    const refused = await keep(queuedEdit({ state: 'REJECTED', images: [], source: { kind: 'api', bodyHash: 'x' } }));
    const gone = await keep(queuedEdit({ editId: idOf('gone'), state: 'REJECTED', images: [] }));

    for (const edit of [refused, gone]) {
      expect(await call('POST', `/edits/${edit.editId}/retry`)).toMatchObject({
        status: 409,
        body: { error: { code: 'NOTHING_TO_REPEAT' } },
      });
    }
  });

  it('waits for the end of one that is under way', async () => {
    const { call, keep } = await createApi();
    const edit = await keep(runningEdit());
    expect(await call('POST', `/edits/${edit.editId}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: 'EDIT_UNDER_WAY' } },
    });
  });

  it('repeats an unresolved edit only for somebody who accepts that it may be paid twice', async () => {
    const { call, keep } = await createApi();
    const edit = await keep(submittingEdit({ state: 'UNRESOLVED', images: [image] }));

    expect(await call('POST', `/edits/${edit.editId}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: 'DOUBLE_PAYMENT_POSSIBLE' } },
    });
    expect((await call('POST', `/edits/${edit.editId}/retry`, { body: { acceptDoublePayment: true } })).status).toBe(202);
  });

  it('adopts the task that a person names, and pays nothing', async () => {
    const { call, keep, workflow, ledger } = await createApi();
    const edit = await keep(submittingEdit({ state: 'UNRESOLVED' }));

    const answer = await call('POST', `/edits/${edit.editId}/retry`, { body: { adopt: 'task-0000-9' } });

    expect(answer).toMatchObject({ status: 200, body: { id: edit.editId, status: 'RUNNING', taskId: 'task-0000-9' } });
    expect(workflow.started).toEqual([`${edit.editId}-2`]);
    expect(ledger.all()).toHaveLength(1);
  });

  it("adopts no task that is unknown, another edit's, or for an edit that has one or has ended", async () => {
    const known = await createApi();
    await known.keep(runningEdit({ editId: idOf('owner'), taskId: 'task-of-owner' }));
    const unresolved = await known.keep(submittingEdit({ state: 'UNRESOLVED' }));
    const taken = await known.keep(submittingEdit({ editId: idOf('has'), state: 'UNRESOLVED', taskId: 'task-0001' }));
    const failed = await known.keep(queuedEdit({ editId: idOf('failed'), state: 'FAILED' }));
    const forgotten = await createApi({ report: { status: 'UNKNOWN' } });
    await forgotten.keep(unresolved);
    const adopt = (call: typeof known.call, { editId }: Edit, taskId: string) =>
      call('POST', `/edits/${editId}/retry`, { body: { adopt: taskId } });

    const refused = [
      [known.call, unresolved, 'task-of-owner', 409, 'TASK_TAKEN'],
      [known.call, taken, 'task-0002', 409, 'NOT_ADOPTABLE'],
      [known.call, failed, 'task-0002', 409, 'NOT_ADOPTABLE'],
      [forgotten.call, unresolved, 'task-0002', 422, 'TASK_UNKNOWN'],
    ] as const;
    for (const [call, edit, taskId, status, code] of refused) {
      expect(await adopt(call, edit, taskId)).toMatchObject({ status, body: { error: { code } } });
    }
    expect((await adopt(known.call, unresolved, '../x')).status).toBe(400);
  });
});
