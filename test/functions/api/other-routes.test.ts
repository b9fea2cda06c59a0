import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '#core/api/operations.ts';
import { Unavailable } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { createApi } from '#test/support/api.ts';
import { idOf, queuedEdit, waitingEdit } from '#test/support/edits.ts';
import { streamOf } from '#test/support/memory-store.ts';

describe('the other routes', () => {
  it('POST /uploads answers a key that starts nothing and a ticket', async () => {
    const { call } = await createApi();
    const answer = await call('POST', '/uploads', { body: { name: 'ä b.png', mediaType: 'image/png', bytes: 5 } });

    expect(answer).toMatchObject({
      status: 201,
      body: { key: expect.stringMatching(/^inputs\/[0-9a-f]{40}\/ä b\.png$/), upload: { method: 'PUT' } },
    });
    for (const name of ['..', '.', 'a/b', '', 'a\u0007']) {
      expect((await call('POST', '/uploads', { body: { name, mediaType: 'image/png' } })).status).toBe(400);
    }
    expect((await call('POST', '/uploads', { body: { name: 'a', mediaType: 'image/gif' } })).status).toBe(400);
  });

  it('GET /presets lists the presets, and what is wrong with one', async () => {
    const { call, store } = await createApi();
    await store.put(
      'presets/good.json',
      streamOf(
        '{"description": "d", "prompt": "Do {a} {b}", "placeholders": {"a": {"default": "x"}}, "n": 2, "imagesPerDay": 5}',
      ),
      { mediaType: '' },
    );
    await store.put('presets/bad.json', streamOf('{'), { mediaType: '' });

    const { body } = await call('GET', '/presets');

    expect(body.presets).toEqual([
      expect.objectContaining({ name: 'bad', problem: expect.objectContaining({ code: 'PRESET_REFUSED' }) }),
      {
        name: 'good',
        description: 'd',
        prompt: 'Do {a} {b}',
        placeholders: [{ name: 'a', default: 'x' }, { name: 'b' }],
        images: [],
        imagesPosition: 'after',
        minImages: 1,
        parameters: { n: 2 },
        imagesPerDay: 5,
      },
    ]);
  });

  it('PUT /controls replaces them, GET reads them, and lifting a pause lets waiting edits go', async () => {
    const { call, keep, workflow } = await createApi();
    expect((await call('PUT', '/controls', { body: { paused: true, capacity: 3 } })).status).toBe(200);
    expect((await call('GET', '/controls')).body).toEqual({ paused: true, capacity: 3 });
    const edit = await keep(waitingEdit());
    await call('PUT', '/controls', { body: { paused: false } });

    expect(workflow.answers).toMatchObject([{ token: edit.taskToken, output: { editId: edit.editId } }]);
    expect((await call('PUT', '/controls', { body: { paused: 'yes' } })).status).toBe(400);
  });

  it('GET /budget says what was used, what it cost and what is left', async () => {
    const { call, keep } = await createApi({ config: { imagesPerDay: 10 } });
    await keep(queuedEdit({ parameters: { n: 2, promptExtend: true, watermark: false } }));
    await keep(queuedEdit({ editId: idOf('done'), state: 'SUCCEEDED', budget: { day: '2026-01-01', reserved: 3, settled: 3 } }));

    expect((await call('GET', '/budget')).body).toEqual({
      day: '2026-01-01',
      reserved: 2,
      charged: 3,
      costUsd: 0.09,
      imagesPerDay: 10,
      left: 5,
    });
    expect((await (await createApi()).call('GET', '/budget')).body).toEqual({
      day: '2026-01-01',
      reserved: 0,
      charged: 0,
      costUsd: 0,
    });
  });

  it('GET /health asks the ledger', async () => {
    const broken = (ledger: Ledger): Ledger => ({
      ...ledger,
      controls: async () => {
        throw new Unavailable({ code: 'LEDGER_UNAVAILABLE', message: 'm', hint: 'h' });
      },
    });

    expect((await (await createApi()).call('GET', '/health')).body).toEqual({ status: 'ok', time: '2026-01-01T00:00:00.000Z' });
    expect(await (await createApi({ wrapLedger: broken })).call('GET', '/health')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: { error: { code: 'LEDGER_UNAVAILABLE' } },
    });
  });

  it('GET /openapi.json describes every route with schemas that resolve', async () => {
    const { body } = await (await createApi()).call('GET', '/openapi.json');
    const text = JSON.stringify(body);
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');

    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
    expect(Object.keys(body.paths)).toEqual([...new Set(Object.values(OPERATIONS).map((operation) => operation.path))]);
    expect(refs.filter((name) => body.components.schemas[name] === undefined)).toEqual([]);
    expect(body.components.schemas.EditRequest.properties).toMatchObject({
      prompt: { maxLength: 2000 },
      n: { minimum: 1, maximum: 4 },
    });
    expect(body.components.schemas.EditRequest.required).toEqual(['images']);
    expect(body.paths['/edits'].post.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/EditRequest',
    });
    expect(text).not.toContain('"$schema":"https');
  });
});
