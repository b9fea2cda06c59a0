import { describe, expect, it } from 'vitest';
import { editListSchema, errorBodySchema } from '#core/api/bodies.ts';
import { editViewSchema } from '#core/api/edit-view.ts';
import { OPERATIONS } from '#core/api/operations.ts';
import type { Edit } from '#core/edit.ts';
import { AccountProblem, Unavailable } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { TaskReport } from '#core/ports/model.ts';
import { type ApiConfig, createHandler } from '#functions/api/handler.ts';
import { idOf, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { pngFile } from '#test/support/picture-files.ts';
import { createRecordingAnnouncer } from '#test/support/recording-announcer.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createRecordingSender } from '#test/support/webhooks.ts';

interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
}

const setUp = async ({
  config = {},
  report = { status: 'RUNNING', times: {} } as TaskReport,
  wrapLedger = (ledger: Ledger): Ledger => ledger,
}: {
  config?: Partial<ApiConfig>;
  report?: TaskReport;
  wrapLedger?: (ledger: Ledger) => Ledger;
} = {}) => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ clock, linkBase: 'https://pictures.example' });
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  const announcer = createRecordingAnnouncer();
  const telemetry = createRecordingTelemetry();
  const canceled: string[] = [];
  let ids = 0;
  const handler = createHandler({
    ledger: wrapLedger(ledger),
    store,
    workflow,
    announcer,
    clock,
    telemetry,
    model: {
      getTask: async () => report,
      cancelTask: async (taskId) => {
        canceled.push(taskId);
        return 'canceled';
      },
    },
    webhooks: {
      store: createMemoryWebhooks(),
      sender: createRecordingSender(() => ({ kind: 'answered', status: 204 })),
      randomBytes: (length) => new Uint8Array(length),
      allowPrivate: false,
    },
    newId: () => `id-${++ids}`,
    config: { capacity: 7, version: '1.2.3', ...config },
  });
  await store.put('inputs/a.png', streamOf(pngFile()), { mediaType: 'image/png' });
  const raw = (method: string, path: string, { body, headers = {}, query = {} }: Call = {}) =>
    handler({
      rawPath: path,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      isBase64Encoded: false,
      requestContext: { http: { method, path } },
      queryStringParameters: query,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async (method: string, path: string, given: Call = {}) => {
    const { statusCode, headers, body } = await raw(method, path, given);
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  };
  const keep = async (edit: Edit): Promise<Edit> => {
    await ledger.claim(edit, {});
    return edit;
  };
  return { clock, store, ledger, workflow, announcer, telemetry, canceled, handler, raw, call, keep };
};

const REQUEST = { prompt: 'Add a clock', images: ['inputs/a.png'], n: 2 };

describe('POST /edits', () => {
  it('opens an edit and answers its view', async () => {
    const { call, workflow } = await setUp();

    const { status, body, headers } = await call('POST', '/edits', { body: REQUEST });

    expect(status).toBe(202);
    expect(editViewSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      status: 'QUEUED',
      statusText: 'Waiting for a free slot at the service',
      ended: false,
      source: { kind: 'api' },
      prompt: 'Add a clock',
      parameters: { n: 2, promptExtend: true, watermark: false },
      images: [{ key: 'inputs/a.png', url: expect.stringContaining('https://pictures.example/inputs/a.png') }],
      results: [],
      resultPrefix: `results/api/${body.id}/`,
      times: { createdAt: '2026-01-01T00:00:00.000Z' },
      links: { self: `/edits/${body.id}`, cancel: `/edits/${body.id}/cancel` },
    });
    expect(headers.location).toBe(`/edits/${body.id}`);
    expect(workflow.started).toEqual([body.id]);
  });

  it('answers the same edit for the same Idempotency-Key and body, however the JSON is written', async () => {
    const { call, ledger } = await setUp();
    const headers = { 'Idempotency-Key': 'k1' };

    const first = await call('POST', '/edits', { body: REQUEST, headers });
    const again = await call('POST', '/edits', {
      body: '{"n": 2, "images": ["inputs/a.png"], "prompt": " Add a clock"}',
      headers,
    });
    const other = await call('POST', '/edits', { body: { ...REQUEST, n: 1 }, headers });

    expect([first.status, again.status, other.status]).toEqual([202, 200, 422]);
    expect(again.body.id).toBe(first.body.id);
    expect(other.body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(ledger.all()).toHaveLength(1);
    expect(JSON.stringify([first, again, other])).not.toContain('k1');
  });

  it('opens a new edit for each call without a key', async () => {
    const { call, ledger } = await setUp();
    await call('POST', '/edits', { body: REQUEST });
    await call('POST', '/edits', { body: REQUEST });

    expect(ledger.all()).toHaveLength(2);
  });

  it('records a request that cannot be done and answers 422, or 429 over the budget', async () => {
    const { call, ledger } = await setUp({ config: { imagesPerDay: 1 } });

    const missing = await call('POST', '/edits', { body: { ...REQUEST, images: ['inputs/none.png'] } });
    const dear = await call('POST', '/edits', { body: REQUEST });

    expect(missing).toMatchObject({
      status: 422,
      body: { error: { code: 'PICTURE_NOT_FOUND' }, edit: { status: 'REJECTED', ended: true } },
    });
    expect(dear).toMatchObject({ status: 429, body: { error: { code: 'BUDGET_EXCEEDED' } } });
    expect(errorBodySchema.safeParse(missing.body).error).toBeUndefined();
    expect(ledger.all().map((edit) => edit.state)).toEqual(['REJECTED', 'REJECTED']);
  });

  it.each([
    [{ body: '{"prompt": 1' }, 400, 'BODY_REFUSED', 'line 1, column 13'],
    [{ body: { ...REQUEST, strenght: 1 } }, 400, 'BODY_REFUSED', 'strenght is not known'],
    [{}, 400, 'BODY_REFUSED', 'the end of the file'],
    [{ body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'BODY_NOT_JSON', 'x-www-form'],
    [{ body: REQUEST, headers: { 'content-type': '' } }, 415, 'BODY_NOT_JSON', 'not as JSON'],
    [{ body: REQUEST, headers: { 'idempotency-key': 'a b' } }, 400, 'IDEMPOTENCY_KEY_REFUSED', '255'],
    [{ body: REQUEST, query: { dry: '1' } }, 400, 'QUERY_REFUSED', 'dry is not known'],
    [{ body: `"${'a'.repeat(44 * 1024 * 1024)}"` }, 413, 'BODY_TOO_LARGE', 'POST /uploads'],
  ])('refuses what it cannot read, and records nothing', async (given, status, code, words) => {
    const { call, ledger } = await setUp();

    const answer = await call('POST', '/edits', given);

    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(JSON.stringify(answer.body.error)).toContain(words);
    expect(ledger.all()).toEqual([]);
  });

  it('reads a body that API Gateway encoded', async () => {
    const { handler } = await setUp();

    const { statusCode } = await handler({
      rawPath: '/edits',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      isBase64Encoded: true,
      requestContext: { http: { method: 'POST', path: '/edits' } },
      body: Buffer.from(JSON.stringify(REQUEST)).toString('base64'),
    });

    expect(statusCode).toBe(202);
  });
});

describe('GET /edits', () => {
  it('pages, newest first, and filters', async () => {
    const { call, keep } = await setUp();
    for (const [index, state] of (['QUEUED', 'FAILED', 'QUEUED'] as const).entries()) {
      await keep(
        queuedEdit({
          editId: idOf(`e${index}`),
          state,
          prompt: `number ${index}`,
          times: { createdAt: VIRTUAL_EPOCH + index, updatedAt: VIRTUAL_EPOCH + index },
        }),
      );
    }

    const first = await call('GET', '/edits', { query: { limit: '2' } });
    const second = await call('GET', '/edits', { query: { limit: '2', cursor: first.body.cursor } });

    expect(editListSchema.safeParse(first.body).error).toBeUndefined();
    expect(first.body.edits.map((edit: { prompt: string }) => edit.prompt)).toEqual(['number 2', 'number 1']);
    expect(second.body).toMatchObject({ edits: [{ prompt: 'number 0' }] });
    expect(second.body.cursor).toBeUndefined();
    expect((await call('GET', '/edits', { query: { state: 'FAILED', search: 'NUMBER' } })).body.edits).toHaveLength(1);
    expect(await call('GET', '/edits', { query: { limit: '101' } })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('must be 1 to 100') } },
    });
    expect(await call('GET', '/edits', { query: { state: 'DONE' } })).toMatchObject({ status: 400 });
  });
});

describe('GET /edits/{id}', () => {
  it('shows everything but tokens and keys', async () => {
    const { call, keep } = await setUp();
    await keep(
      waitingEdit({
        editId: idOf('before'),
        source: { kind: 'api', bodyHash: 'h', idempotencyKey: 'secret-key' },
        taskToken: 'secret-token',
        times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, waitingSince: VIRTUAL_EPOCH - 5 },
      }),
    );
    const edit = await keep(
      waitingEdit({
        images: [{ kind: 'url', url: 'https://example.com/a.png' }],
        cancelRequestedAt: VIRTUAL_EPOCH,
        retryOf: idOf('before'),
      }),
    );

    const { body } = await call('GET', `/edits/${edit.editId}`);
    const text = JSON.stringify([body, (await call('GET', `/edits/${idOf('before')}`)).body]);

    expect(body).toMatchObject({
      queuePosition: 2,
      images: [{ url: 'https://example.com/a.png' }],
      cancelRequestedAt: expect.any(String),
    });
    expect(text).not.toMatch(/secret|token|idempotency/i);
  });

  it('shows results, usage, cost and seconds of an ended edit', async () => {
    const { call, keep } = await setUp();
    const at = (seconds: number): number => VIRTUAL_EPOCH + seconds * 1000;
    const edit = await keep(
      runningEdit({
        state: 'PARTIAL',
        results: [
          { index: 1, key: 'results/x/1.png', width: 1, height: 2, bytes: 3, sha256: 'f' },
          { index: 2, problem: { code: 'DataInspectionFailed', message: 'm', hint: 'h' } },
        ],
        imageCount: 1,
        costUsd: 0.03,
        preset: 'p',
        actualPrompt: 'better',
        problem: { code: 'c', message: 'm', hint: 'h' },
        times: {
          createdAt: at(0),
          updatedAt: at(99),
          submittedAt: at(10),
          taskSubmittedAt: at(10),
          taskScheduledAt: at(11),
          taskEndedAt: at(71),
          finishedAt: at(80),
        },
      }),
    );

    const { body } = await call('GET', `/edits/${edit.editId}`);

    expect(editViewSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      ended: true,
      results: [
        { index: 1, url: expect.stringContaining('results/x/1.png') },
        { index: 2, problem: { code: 'DataInspectionFailed' } },
      ],
      usage: { imageCount: 1 },
      costUsd: 0.03,
      seconds: { waiting: 10, model: 60, total: 80 },
      links: { retry: `/edits/${edit.editId}/retry` },
    });
  });

  it('waits until the status changes, and no longer than it may', async () => {
    const { call, keep, ledger, clock } = await setUp();
    const edit = await keep(runningEdit());

    const changed = call('GET', `/edits/${edit.editId}`, { query: { wait: '20' } });
    await clock.advance(4500);
    await ledger.commit(edit, { ...edit, revision: 2, state: 'FAILED' });
    expect((await clock.drive(changed)).body.status).toBe('FAILED');
    expect(clock.now() - VIRTUAL_EPOCH).toBe(5000);

    const other = await keep(runningEdit({ editId: idOf('other'), taskId: 'task-2' }));
    const from = clock.now();
    expect((await clock.drive(call('GET', `/edits/${other.editId}`, { query: { wait: '600' } }))).body.status).toBe('RUNNING');
    expect(clock.now() - from).toBe(20_000);
    expect((await call('GET', `/edits/${edit.editId}`, { query: { wait: '20' } })).body.status).toBe('FAILED');
    expect((await call('GET', `/edits/${edit.editId}`, { query: { wait: 'long' } })).status).toBe(400);
  });

  it.each(['x', idOf('nobody'), '%2e%2e', '%'])('answers 404 for an id that is not there: %s', async (id) => {
    const { call } = await setUp();
    expect(await call('GET', `/edits/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'EDIT_NOT_FOUND' } } });
  });
});

describe('POST /edits/{id}/cancel', () => {
  it('cancels a waiting edit at once: its token fails, its budget comes back, its place is free', async () => {
    const { call, keep, workflow, ledger, announcer } = await setUp();
    const edit = await keep(waitingEdit());

    const answer = await call('POST', `/edits/${edit.editId}/cancel`);

    expect(answer).toMatchObject({ status: 200, body: { status: 'CANCELED' } });
    expect(workflow.answers).toMatchObject([{ token: edit.taskToken, error: 'Canceled' }]);
    expect(await ledger.waiting(10)).toEqual([]);
    expect(await ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 0, charged: 0 });
    expect(announcer.events.at(-1)?.detailType).toBe('Image Edit Canceled');
    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(200);
  });

  it('notes it while the edit is handed over, without touching what may be paid', async () => {
    const { call, keep, canceled } = await setUp();
    const edit = await keep(submittingEdit());

    expect(await call('POST', `/edits/${edit.editId}/cancel`)).toMatchObject({
      status: 202,
      body: { status: 'SUBMITTING', cancelRequestedAt: expect.any(String) },
    });
    expect(canceled).toEqual([]);
  });

  it('asks the service while the edit is with it, and again when asked again', async () => {
    const { call, keep, canceled } = await setUp();
    const edit = await keep(runningEdit());

    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(202);
    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(202);
    expect(canceled).toEqual(['task-1', 'task-1']);
  });

  it.each(['SUCCEEDED', 'PARTIAL', 'FAILED', 'REJECTED', 'UNRESOLVED'] as const)(
    'answers 409 for one that is %s',
    async (state) => {
      const { call, keep } = await setUp();
      const edit = await keep(queuedEdit({ state }));

      expect(await call('POST', `/edits/${edit.editId}/cancel`)).toMatchObject({
        status: 409,
        body: { error: { code: 'EDIT_ENDED' } },
      });
    },
  );
});

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
      const { call, keep, store } = await setUp();
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
    const { call, keep, ledger } = await setUp();
    const old = await keep(queuedEdit({ state: 'FAILED', images: [image], source: { kind: 'api', bodyHash: 'x' } }));
    const headers = { 'idempotency-key': 'again' };

    const first = await call('POST', `/edits/${old.editId}/retry`, { headers });
    const second = await call('POST', `/edits/${old.editId}/retry`, { headers, body: {} });
    const third = await call('POST', `/edits/${old.editId}/retry`, { headers, body: { n: 2 } });

    expect([first.status, second.status, third.status]).toEqual([202, 200, 422]);
    expect(ledger.all()).toHaveLength(2);
  });

  it('reads a refused upload again, since what was missing may be there by now', async () => {
    const { call, keep, store } = await setUp();
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

  it('has nothing to repeat of a refused call, nor of an upload that is gone', async () => {
    const { call, keep } = await setUp();
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
    const { call, keep } = await setUp();
    const edit = await keep(runningEdit());
    expect(await call('POST', `/edits/${edit.editId}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: 'EDIT_UNDER_WAY' } },
    });
  });

  it('repeats an unresolved edit only for somebody who accepts that it may be paid twice', async () => {
    const { call, keep } = await setUp();
    const edit = await keep(submittingEdit({ state: 'UNRESOLVED', images: [image] }));

    expect(await call('POST', `/edits/${edit.editId}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: 'DOUBLE_PAYMENT_POSSIBLE' } },
    });
    expect((await call('POST', `/edits/${edit.editId}/retry`, { body: { acceptDoublePayment: true } })).status).toBe(202);
  });

  it('adopts the task that a person names, and pays nothing', async () => {
    const { call, keep, workflow, ledger } = await setUp();
    const edit = await keep(submittingEdit({ state: 'UNRESOLVED' }));

    const answer = await call('POST', `/edits/${edit.editId}/retry`, { body: { adopt: 'task-0000-9' } });

    expect(answer).toMatchObject({ status: 200, body: { id: edit.editId, status: 'RUNNING', taskId: 'task-0000-9' } });
    expect(workflow.started).toEqual([`${edit.editId}-2`]);
    expect(ledger.all()).toHaveLength(1);
  });

  it("adopts no task that is unknown, another edit's, or for an edit that has one or has ended", async () => {
    const known = await setUp();
    await known.keep(runningEdit({ editId: idOf('owner'), taskId: 'task-of-owner' }));
    const unresolved = await known.keep(submittingEdit({ state: 'UNRESOLVED' }));
    const taken = await known.keep(submittingEdit({ editId: idOf('has'), state: 'UNRESOLVED', taskId: 'task-0001' }));
    const failed = await known.keep(queuedEdit({ editId: idOf('failed'), state: 'FAILED' }));
    const forgotten = await setUp({ report: { status: 'UNKNOWN' } });
    await forgotten.keep(unresolved);
    const adopt = (call: typeof known.call, { editId }: Edit, taskId: string) =>
      call('POST', `/edits/${editId}/retry`, { body: { adopt: taskId } });

    expect(await adopt(known.call, unresolved, 'task-of-owner')).toMatchObject({
      status: 409,
      body: { error: { code: 'TASK_TAKEN' } },
    });
    expect(await adopt(known.call, taken, 'task-0002')).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_ADOPTABLE' } },
    });
    expect(await adopt(known.call, failed, 'task-0002')).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_ADOPTABLE' } },
    });
    expect(await adopt(forgotten.call, unresolved, 'task-0002')).toMatchObject({
      status: 422,
      body: { error: { code: 'TASK_UNKNOWN' } },
    });
    expect((await adopt(known.call, unresolved, '../x')).status).toBe(400);
  });
});

describe('the other routes', () => {
  it('POST /uploads answers a key that starts nothing and a ticket', async () => {
    const { call } = await setUp();
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
    const { call, store } = await setUp();
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
    const { call, keep, workflow } = await setUp();
    expect((await call('PUT', '/controls', { body: { paused: true, capacity: 3 } })).status).toBe(200);
    expect((await call('GET', '/controls')).body).toEqual({ paused: true, capacity: 3 });
    const edit = await keep(waitingEdit());
    await call('PUT', '/controls', { body: { paused: false } });

    expect(workflow.answers).toMatchObject([{ token: edit.taskToken, output: { editId: edit.editId } }]);
    expect((await call('PUT', '/controls', { body: { paused: 'yes' } })).status).toBe(400);
  });

  it('GET /budget says what was used, what it cost and what is left', async () => {
    const { call, keep } = await setUp({ config: { imagesPerDay: 10 } });
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
    expect((await (await setUp()).call('GET', '/budget')).body).toEqual({
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

    expect((await (await setUp()).call('GET', '/health')).body).toEqual({ status: 'ok', time: '2026-01-01T00:00:00.000Z' });
    expect(await (await setUp({ wrapLedger: broken })).call('GET', '/health')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: { error: { code: 'LEDGER_UNAVAILABLE' } },
    });
  });

  it('GET /openapi.json describes every route with schemas that resolve', async () => {
    const { body } = await (await setUp()).call('GET', '/openapi.json');
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

describe('a call that no route takes', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/edit', 404],
    ['GET', '/edits/a/b/c', 404],
    ['DELETE', '/edits', 405],
    ['GET', '/uploads', 405],
    ['PUT', `/edits/${idOf('x')}`, 405],
  ])('is told what there is: %s %s', async (method, path, status) => {
    const answer = await (await setUp()).call(method, path);

    expect(answer.status).toBe(status);
    expect(errorBodySchema.safeParse(answer.body).error).toBeUndefined();
    if (status === 405) expect(answer.headers.allow).toMatch(/OPTIONS/);
    else expect(answer.body.error.message).toContain('/edits/{id}/retry');
  });

  it('is answered sanely for HEAD and OPTIONS, and with a slash at the end', async () => {
    const { raw } = await setUp();

    expect(await raw('HEAD', '/edits')).toMatchObject({ statusCode: 200, body: '' });
    expect(await raw('OPTIONS', '/controls')).toMatchObject({
      statusCode: 204,
      body: '',
      headers: { allow: 'GET, HEAD, OPTIONS, PUT' },
    });
    expect(await raw('GET', '/edits/')).toMatchObject({ statusCode: 200 });
  });

  it('that fails for the account or for no known reason is answered in the same shape, without the reason', async () => {
    const failing =
      (error: unknown) =>
      (ledger: Ledger): Ledger => ({ ...ledger, controls: async () => Promise.reject(error) });
    const account = await setUp({ wrapLedger: failing(new AccountProblem({ code: 'KEY_MISSING', message: 'm', hint: 'h' })) });
    const odd = await setUp({ wrapLedger: failing(new TypeError('inner secret')) });
    const worse = await setUp({ wrapLedger: failing('a string') });

    expect(await account.call('GET', '/controls')).toMatchObject({ status: 502, body: { error: { code: 'KEY_MISSING' } } });
    expect(await odd.call('GET', '/controls')).toMatchObject({
      status: 500,
      body: { error: { code: 'UNEXPECTED', message: expect.not.stringContaining('secret') } },
    });
    expect((await worse.call('GET', '/controls')).status).toBe(500);
    expect(odd.telemetry.lines.at(-1)).toMatchObject({ level: 'error', fields: { error: 'TypeError: inner secret' } });
  });
});
