import { describe, expect, it } from 'vitest';
import { errorBodySchema } from '#core/api/bodies.ts';
import { editViewSchema } from '#core/api/edit-schema.ts';
import { createApi, EDIT_REQUEST } from '#test/support/api.ts';

describe('POST /edits', () => {
  it('opens an edit and answers its view', async () => {
    const { call, workflow } = await createApi();

    const { status, body, headers } = await call('POST', '/edits', { body: EDIT_REQUEST });

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
    const { call, ledger } = await createApi();
    const headers = { 'Idempotency-Key': 'k1' };

    const first = await call('POST', '/edits', { body: EDIT_REQUEST, headers });
    const again = await call('POST', '/edits', {
      body: '{"n": 2, "images": ["inputs/a.png"], "prompt": " Add a clock"}',
      headers,
    });
    const other = await call('POST', '/edits', { body: { ...EDIT_REQUEST, n: 1 }, headers });

    expect([first.status, again.status, other.status]).toEqual([202, 200, 422]);
    expect(again.body.id).toBe(first.body.id);
    expect(other.body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(ledger.all()).toHaveLength(1);
    expect(JSON.stringify([first, again, other])).not.toContain('k1');
  });

  it('opens a new edit for each call without a key', async () => {
    const { call, ledger } = await createApi();
    await call('POST', '/edits', { body: EDIT_REQUEST });
    await call('POST', '/edits', { body: EDIT_REQUEST });

    expect(ledger.all()).toHaveLength(2);
  });

  it('records a request that cannot be done and answers 422, or 429 over the budget', async () => {
    const { call, ledger } = await createApi({ config: { imagesPerDay: 1 } });

    const missing = await call('POST', '/edits', { body: { ...EDIT_REQUEST, images: ['inputs/none.png'] } });
    const dear = await call('POST', '/edits', { body: EDIT_REQUEST });

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
    [{ body: { ...EDIT_REQUEST, strenght: 1 } }, 400, 'BODY_REFUSED', 'strenght is not known'],
    [{}, 400, 'BODY_REFUSED', 'the end of the file'],
    [{ body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'BODY_NOT_JSON', 'x-www-form'],
    [{ body: EDIT_REQUEST, headers: { 'content-type': '' } }, 415, 'BODY_NOT_JSON', 'not as JSON'],
    [{ body: EDIT_REQUEST, headers: { 'idempotency-key': 'a b' } }, 400, 'IDEMPOTENCY_KEY_REFUSED', '255'],
    [{ body: EDIT_REQUEST, query: { dry: '1' } }, 400, 'QUERY_REFUSED', 'dry is not known'],
    [{ body: `"${'a'.repeat(44 * 1024 * 1024)}"` }, 413, 'BODY_TOO_LARGE', 'POST /uploads'],
  ])('refuses what it cannot read, and records nothing', async (given, status, code, words) => {
    const { call, ledger } = await createApi();

    const answer = await call('POST', '/edits', given);

    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(JSON.stringify(answer.body.error)).toContain(words);
    expect(ledger.all()).toEqual([]);
  });

  it('reads a body that API Gateway encoded', async () => {
    const { handler } = await createApi();

    const { statusCode } = await handler({
      rawPath: '/edits',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      isBase64Encoded: true,
      requestContext: { http: { method: 'POST', path: '/edits' } },
      body: Buffer.from(JSON.stringify(EDIT_REQUEST)).toString('base64'),
    });

    expect(statusCode).toBe(202);
  });
});
