import { describe, expect, it } from 'vitest';
import { edit, firstUrl, PIXEL, startSimulator } from '../listening-simulator.ts';

describe('the HTTP interface of the simulator', () => {
  it('answers a create as the guide shows and follows the task to an image', async () => {
    const { baseUrl, call, create, at } = await startSimulator();
    expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
    const answer = await create(edit());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    const body = (await answer.json()) as { output: { task_id: string } };
    expect(body).toEqual({
      output: { task_status: 'PENDING', task_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      request_id: expect.any(String),
    });
    at(61);
    const url = await firstUrl(await call(`/tasks/${body.output.task_id}`));
    const image = await fetch(url);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await image.arrayBuffer())).toEqual(PIXEL);
  });

  it('accepts trailing slashes, bodies on cancel and content types on GET', async () => {
    const { call, created } = await startSimulator({ limits: { runningTasks: 1 } });
    await created();
    const waiting = await created();
    expect(
      (await call(`/tasks/${waiting}/`, { headers: { 'content-type': 'application/json', 'x-dashscope-async': 'enable' } }))
        .status,
    ).toBe(200);
    const listed = (await (await call('/tasks/?page_size=1')).json()) as { total: number; data: unknown[] };
    expect(listed).toMatchObject({ total: 2, data: [{ task_id: waiting }] });
    const canceled = await call(`/tasks/${waiting}/cancel/`, {
      method: 'POST',
      body: JSON.stringify({ model: '', parameters: {}, input: '' }),
    });
    expect([canceled.status, Object.keys((await canceled.json()) as object)]).toEqual([200, ['request_id']]);
  });

  it("refuses in the service's envelope", async () => {
    const { baseUrl, call, create } = await startSimulator();
    const seen = async (answer: Response | Promise<Response>) => {
      const response = await answer;
      const body = (await response.json()) as { code: string; message: string; request_id: string };
      expect(Object.keys(body).sort()).toEqual(['code', 'message', 'request_id']);
      return [response.status, body.code, body.message];
    };
    expect(await seen(fetch(`${baseUrl}/tasks/x`))).toEqual([401, 'InvalidApiKey', 'No API-key provided.']);
    expect(await seen(create(edit(), {}))).toEqual([403, 'AccessDenied', 'current user api does not support synchronous calls.']);
    expect(await seen(create('{"model":'))).toEqual([400, 'InvalidParameter', expect.stringContaining('body')]);
    expect(await seen(call('/services/aigc/image2image/image-synthesis'))).toEqual([
      400,
      'InvalidParameter',
      "Request method 'GET' is not supported.",
    ]);
    expect(await seen(call('/services/aigc/text2image/image-synthesis', { method: 'POST' }))).toEqual([
      400,
      'InvalidParameter',
      'url error, please check url!',
    ]);
    expect(await seen(call('/nothing'))).toEqual([404, 'NotFound', expect.any(String)]);
    expect(await seen(call('/uploads?action=getPolicy&model=other'))).toEqual([400, 'InvalidParameter', expect.any(String)]);
  });

  it("says in every answer what time it is by the simulator's clock", async () => {
    const { simulator, baseUrl, call, create, created, at } = await startSimulator({
      faults: [{ phase: 'cancel', kind: 'wrong-type' }],
    });
    const id = await created();
    at(61);
    const url = await firstUrl(await call(`/tasks/${id}`));
    const answers = await Promise.all([
      create(edit()),
      call(`/tasks/${id}`),
      call('/tasks'),
      call(`/tasks/${id}/cancel`, { method: 'POST' }),
      call('/nothing'),
      call('/uploads?action=getPolicy&model=other'),
      fetch(url),
      fetch(`${baseUrl}/tasks`),
      simulator.fetch(`${baseUrl}/tasks`),
    ]);
    expect(new Set(answers.map(({ headers }) => headers.get('date')))).toEqual(new Set(['Thu, 15 Jan 2026 04:01:01 GMT']));
  });
});
