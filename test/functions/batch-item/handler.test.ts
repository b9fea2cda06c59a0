import { describe, expect, it } from 'vitest';
import type { StartEditConfig } from '#core/actions/open-edit.ts';
import { batchKey } from '#core/batch/idempotency-key.ts';
import { createHandler as createApi } from '#functions/api/handler.ts';
import { createHandler } from '#functions/batch-item/handler.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { pngFile } from '#test/support/pictures/picture-files.ts';
import { createStartEditDeps } from '#test/support/start-edit-deps.ts';

const setUp = async (config: StartEditConfig = {}) => {
  const deps = await createStartEditDeps(config);
  const item = { Key: 'inputs/a.png', Etag: '"1"', Size: 1000 };
  const event = (change: object = {}) => ({ item, instruction: { prompt: 'Remove the dust' }, retryFailed: false, ...change });
  return { ...deps, deps, event, handler: createHandler(deps) };
};

describe('one picture of a batch', () => {
  it('is opened once, however often it is asked for', async () => {
    const { handler, event, ledger } = await setUp();
    const first = await handler(event());
    expect(first).toMatchObject({ outcome: 'opened', state: 'QUEUED', key: 'inputs/a.png' });
    expect(await handler(event())).toEqual({ ...first, outcome: 'exists' });
    expect(ledger.all()).toHaveLength(1);
  });
  it('is the same edit that the API opens for the same key', async () => {
    const { handler, event, deps, ledger } = await setUp();
    await handler(event());
    const api = createApi({
      ...deps,
      model: { getTask: async () => ({ status: 'UNKNOWN' }), cancelTask: async () => 'not-pending' },
      webhooks: {
        store: createMemoryWebhooks(),
        sender: { send: async () => ({ outcome: 'answered', status: 204, ms: 1 }) as never },
        randomBytes: (length) => new Uint8Array(length),
        allowPrivate: true,
      },
      newId: () => 'unused',
      config: { capacity: 1, version: '0' },
    });
    const instruction = { prompt: 'Remove the dust' };
    const { statusCode, body } = await api({
      rawPath: '/edits',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': batchKey({ key: 'inputs/a.png', fingerprint: '"1"' }, instruction),
      },
      body: JSON.stringify({ ...instruction, images: ['inputs/a.png'] }),
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/edits' } },
    });
    expect({ statusCode, id: JSON.parse(body).id }).toEqual({ statusCode: 200, id: ledger.all()[0]?.editId });
  });
  it('accepts the instruction under its former name, for the same edit', async () => {
    const { handler, event } = await setUp();
    const { instruction, ...rest } = event();
    const first = await handler(event());
    expect(await handler({ ...rest, wish: instruction })).toEqual({ ...first, outcome: 'exists' });
  });

  it('is another edit when its content or the instruction is another', async () => {
    const { handler, event, ledger } = await setUp();
    await handler(event());
    await handler(event({ item: { Key: 'inputs/a.png', Etag: '"2"', Size: 1000 } }));
    await handler(event({ instruction: { prompt: 'Remove the scratches' } }));
    expect(ledger.all()).toHaveLength(3);
  });
  it('is left alone when it is no picture', async () => {
    const { handler, event, ledger } = await setUp();
    const answer = await handler(event({ item: { Key: 'inputs/notes.txt', Etag: '"1"', Size: 3 } }));
    expect(answer).toEqual({ key: 'inputs/notes.txt', outcome: 'skipped', why: expect.stringContaining('name') });
    expect(ledger.all()).toEqual([]);
  });
  it('fails its item when it is refused, by name', async () => {
    const { handler, event } = await setUp();
    await expect(handler(event({ item: { Key: 'inputs/gone.png', Etag: '"1"', Size: 3 } }))).rejects.toMatchObject({
      name: 'InvalidEdit',
      code: 'PICTURE_NOT_FOUND',
      message: expect.stringContaining('inputs/gone.png'),
    });
    await expect(handler(event({ instruction: { promt: 'x' } }))).rejects.toMatchObject({
      code: 'BATCH_REFUSED',
      message: 'the batch: instruction.promt is not known; did you mean "prompt"?',
    });
  });
  it('is tried again by itself once there is a budget', async () => {
    const { handler, event, ledger } = await setUp({ imagesPerDay: 0 });
    await expect(handler(event())).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await ledger.setControls({ paused: false, imagesPerDay: 5 });
    expect(await handler(event())).toMatchObject({ outcome: 'opened', state: 'QUEUED' });
    expect(await handler(event())).toMatchObject({ outcome: 'exists', state: 'QUEUED' });
    expect(ledger.all().map(({ state }) => state)).toEqual(['REJECTED', 'QUEUED']);
  });
  it('is tried again after another refusal only when that is asked for', async () => {
    const { handler, event, store } = await setUp();
    const item = { Key: 'inputs/b.png', Etag: '"1"', Size: 3 };
    await expect(handler(event({ item }))).rejects.toMatchObject({ code: 'PICTURE_NOT_FOUND' });
    await store.put('inputs/b.png', streamOf(pngFile({ width: 800, height: 600 })), { mediaType: 'image/png' });
    await expect(handler(event({ item }))).rejects.toMatchObject({ code: 'PICTURE_NOT_FOUND' });
    expect(await handler(event({ item, retryFailed: true }))).toMatchObject({ outcome: 'opened' });
  });
});
