import { afterEach, describe, expect, it } from 'vitest';
import { InvalidEdit, Unavailable } from '#core/errors.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { clientOf, FULL_TASK, KEY, keyring, numbered, PLAIN_TASK, thrownBy } from './client.ts';
import { json, type Respond, startWireServer, type WireServer } from './wire-server.ts';

const CREATED = { output: { task_status: 'PENDING', task_id: 'task-1' }, request_id: 'request-1' };

let server: WireServer | undefined;
const serve = async (respond: Respond): Promise<WireServer> => {
  server = await startWireServer(respond);
  return server;
};
afterEach(() => server?.close());

/** The policy of one upload to a storage at `host`. The service has said the last field as a text and as a boolean. */
const uploadPolicy = (host: string, forbidOverwrite: boolean | string) => ({
  upload_host: host,
  upload_dir: 'dir/a',
  oss_access_key_id: 'id',
  signature: 'sig',
  policy: 'pol',
  x_oss_object_acl: 'private',
  x_oss_forbid_overwrite: forbidOverwrite,
});

describe.each([
  ['over its own transport', {}],
  ['over a given fetch', { fetch: globalThis.fetch }],
])('the Model Studio client %s', (_name, deps) => {
  it('creates a task with every parameter where the API wants it', async () => {
    const { baseUrl, received } = await serve(json(200, CREATED));
    const created = await clientOf({ baseUrl, ...deps }).createTask(FULL_TASK);
    expect(created).toMatchObject({ taskId: 'task-1', requestId: 'request-1' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', path: '/api/v1/services/aigc/image2image/image-synthesis' });
    expect(JSON.parse(Buffer.from(received[0]?.body ?? '', 'latin1').toString())).toStrictEqual({
      model: 'wan2.5-i2i-preview',
      input: { prompt: FULL_TASK.prompt, images: FULL_TASK.images, negative_prompt: 'blurry' },
      parameters: { n: 2, size: '1280*720', seed: 12345, prompt_extend: false, watermark: true },
    });
  });

  it('says n, prompt_extend and watermark even when nothing was chosen, and nothing else', async () => {
    const { baseUrl, received } = await serve(json(200, CREATED));
    await clientOf({ baseUrl, ...deps }).createTask(PLAIN_TASK);
    expect(JSON.parse(received[0]?.body ?? '')).toStrictEqual({
      model: 'wan2.5-i2i-preview',
      input: { prompt: 'Make it snow', images: ['data:image/png;base64,AAAA'] },
      parameters: { n: 1, prompt_extend: true, watermark: false },
    });
  });

  it('sends the headers of an asynchronous create, and asks to resolve oss:// references only when there are some', async () => {
    const { baseUrl, received } = await serve(json(200, CREATED));
    const client = clientOf({ baseUrl, workspaceId: 'llm-ws1', ...deps });
    await client.createTask(FULL_TASK);
    await client.createTask(PLAIN_TASK);
    const common = {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'x-dashscope-async': 'enable',
      'x-dashscope-workspace': 'llm-ws1',
    };
    expect(received[0]?.headers).toMatchObject({ ...common, 'x-dashscope-ossresourceresolve': 'enable' });
    expect(received[1]?.headers).toMatchObject(common);
    expect(received[1]?.headers).not.toHaveProperty('x-dashscope-ossresourceresolve');
    expect(Number(received[0]?.headers['content-length'])).toBe(received[0]?.body.length);
  });

  it('reads a task with nothing but its key', async () => {
    const { baseUrl, received } = await serve(
      json(200, { output: { task_id: 'task-1', task_status: 'RUNNING' }, request_id: 'r' }),
    );
    expect(await clientOf({ baseUrl: `${baseUrl}///`, ...deps }).getTask('task-1')).toEqual({
      status: 'RUNNING',
      times: {},
      clockOffsetMs: expect.any(Number),
    });
    expect(received[0]).toMatchObject({ method: 'GET', path: '/api/v1/tasks/task-1', body: '' });
    expect(received[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(received[0]?.headers).not.toHaveProperty('x-dashscope-async');
    expect(received[0]?.headers).not.toHaveProperty('x-dashscope-workspace');
  });

  it('cancels with an empty post and tells a task that has started from one that was canceled', async () => {
    const { baseUrl, received } = await serve((request, response, nth) =>
      nth === 0
        ? json(200, { request_id: 'r' })(request, response, nth)
        : json(400, { code: 'UnsupportedOperation', message: 'whatever it says', request_id: 'r' })(request, response, nth),
    );
    const client = clientOf({ baseUrl, ...deps });
    expect(await client.cancelTask('task-1')).toBe('canceled');
    expect(await client.cancelTask('task-1')).toBe('not-pending');
    expect(received[0]).toMatchObject({ method: 'POST', path: '/api/v1/tasks/task-1/cancel', body: '' });
    expect(received[0]?.headers).toMatchObject({ 'content-length': '0' });
  });

  it('does not take a web page for the confirmation of a cancel', async () => {
    const { baseUrl } = await serve((_request, response) => response.writeHead(200).end('<html></html>'));
    expect(await thrownBy(clientOf({ baseUrl, ...deps }).cancelTask('task-1'))).toMatchObject({
      name: 'Unavailable',
      code: 'ANSWER_UNREADABLE',
    });
  });

  it('lists every page of a window, oldest first, times in Beijing time', async () => {
    const row = (id: number) => ({
      task_id: `t${id}`,
      gmt_create: Date.UTC(2026, 0, 1) + id,
      status: 'RUNNING',
      model_name: 'wan2.5-i2i-preview',
    });
    const { baseUrl, received } = await serve((request, response, nth) => {
      const page = Number(new URL(request.path, 'http://x').searchParams.get('page_no'));
      const data = page === 1 ? [row(3), row(2)] : [row(1)];
      response.setHeader('date', new Date(Date.UTC(2026, 0, 1, 1)).toUTCString());
      json(200, { request_id: 'r', data, total: 3, total_page: 2, page_no: page, page_size: 2 })(request, response, nth);
    });
    const { rows, understood } = await clientOf({ baseUrl, ...deps }).listTasks({
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2026, 0, 1) + 2,
    });
    expect(understood).toBe(true);
    expect(rows).toEqual([
      { taskId: 't1', createdAt: Date.UTC(2026, 0, 1) + 1, status: 'RUNNING' },
      { taskId: 't2', createdAt: Date.UTC(2026, 0, 1) + 2, status: 'RUNNING' },
    ]);
    expect(received.map(({ path }) => path)).toEqual([
      '/api/v1/tasks?page_no=1&page_size=10&start_time=20260101075959&end_time=20260101080002&model_name=wan2.5-i2i-preview',
      '/api/v1/tasks?page_no=2&page_size=10&start_time=20260101075959&end_time=20260101080002&model_name=wan2.5-i2i-preview',
    ]);
  });

  it('says of a list with fewer rows than the service counts that it is not understood', async () => {
    const { baseUrl } = await serve(json(200, { data: [], total: 1, total_page: 1 }));
    const window = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1) };
    expect(await clientOf({ baseUrl, ...deps }).listTasks(window)).toMatchObject({ rows: [], understood: false });
  });

  it('says of a list of a time that the service has forgotten by its own clock that it is not understood', async () => {
    const clock = createVirtualClock();
    const { baseUrl } = await serve((request, response, nth) => {
      response.setHeader('date', new Date(clock.now() + 48 * 3_600_000).toUTCString());
      json(200, { data: [], total: 0 })(request, response, nth);
    });
    const window = { from: clock.now(), to: clock.now() + 1000 };
    expect(await clientOf({ baseUrl, clock, ...deps }).listTasks(window)).toMatchObject({ rows: [], understood: false });
  });

  it('reads the clock of the service against the middle of the call', async () => {
    const clock = createVirtualClock();
    const serviceNow = Math.floor(clock.now() / 1000) * 1000 + 124_000;
    const { baseUrl } = await serve((request, response, nth) => {
      response.setHeader('date', new Date(serviceNow).toUTCString());
      json(200, request.method === 'POST' ? CREATED : { data: [], total: 0 })(request, response, nth);
    });
    const client = clientOf({ baseUrl, clock, ...deps });
    const clockOffsetMs = serviceNow + 500 - clock.now();
    expect(await client.createTask(PLAIN_TASK)).toEqual({ taskId: 'task-1', requestId: 'request-1', clockOffsetMs });
    expect(await client.listTasks({ from: clock.now(), to: clock.now() })).toMatchObject({ clockOffsetMs });
  });

  it('uploads a picture by policy and form, under a key of its own, without the account key on the form', async () => {
    const { baseUrl, received, origin } = await serve((request, response, nth) => {
      if (request.method === 'POST') return void response.writeHead(200).end();
      const data = uploadPolicy(`${origin}/store`, 'true');
      json(200, { request_id: 'r', data })(request, response, nth);
    });
    const client = clientOf({ baseUrl, newId: numbered(), ...deps });
    const picture = (body: string) => ({
      name: 'holiday/ä cat.png',
      mediaType: 'image/png',
      bytes: body.length,
      body: chunksOf(body),
    });
    expect(await client.uploadPicture(picture('first'))).toBe('oss://dir/a/1-a-cat.png');
    expect(await client.uploadPicture(picture('second'))).toBe('oss://dir/a/3-a-cat.png');
    expect(received[0]?.path).toBe('/api/v1/uploads?action=getPolicy&model=wan2.5-i2i-preview');
    const form = received[1];
    expect(form?.headers).not.toHaveProperty('authorization');
    expect(form?.headers).not.toHaveProperty('transfer-encoding');
    expect(Number(form?.headers['content-length'])).toBe(form?.body.length);
    const parsed = await new Response(Buffer.from(form?.body ?? '', 'latin1'), {
      headers: { 'content-type': form?.headers['content-type'] ?? '' },
    }).formData();
    expect([...parsed.keys()]).toEqual([
      'OSSAccessKeyId',
      'Signature',
      'policy',
      'key',
      'x-oss-object-acl',
      'x-oss-forbid-overwrite',
      'success_action_status',
      'x-oss-content-type',
      'file',
    ]);
    expect(parsed.get('key')).toBe('dir/a/1-a-cat.png');
    const file = parsed.get('file');
    expect(file).toMatchObject({ type: 'image/png', name: 'a-cat.png' });
    expect(await (file as File).text()).toBe('first');
  });

  it('says that the storage refused a picture, and not that the key did', async () => {
    const { baseUrl, origin } = await serve((request, response, nth) => {
      if (request.method === 'POST') return void response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      json(200, { request_id: 'r', data: uploadPolicy(`${origin}/store`, true) })(request, response, nth);
    });
    const picture = { name: 'a.png', mediaType: 'image/png', bytes: 1, body: chunksOf('x') };
    expect(await thrownBy(clientOf({ baseUrl, ...deps }).uploadPicture(picture))).toMatchObject({
      name: 'Unavailable',
      code: 'UPLOAD_REFUSED',
    });
  });

  it('refuses a picture that is not as long as declared', async () => {
    const { baseUrl } = await serve((request, response, nth) => {
      const data = uploadPolicy(`${baseUrl}/store`, true);
      json(200, { request_id: 'r', data })(request, response, nth);
    });
    for (const bytes of [3, 9]) {
      const client = clientOf({ baseUrl, ...deps });
      const error = await thrownBy(
        client.uploadPicture({ name: 'a.png', mediaType: 'image/png', bytes, body: chunksOf('12345') }),
      );
      expect(error).toBeInstanceOf(Unavailable);
    }
  });

  it('does not send a picture in the clear to another machine', async () => {
    const data = uploadPolicy('http://example.com/', true);
    const { baseUrl, received } = await serve(json(200, { request_id: 'r', data }));
    const error = await thrownBy(
      clientOf({ baseUrl, ...deps }).uploadPicture({ name: 'a', mediaType: 'image/png', bytes: 1, body: chunksOf('1') }),
    );
    expect(error).toMatchObject({ name: 'Unavailable', code: 'UPLOAD_HOST_REFUSED' });
    expect(received).toHaveLength(1);
  });

  it('asks for a fresh key after a 401, once, and creates with it', async () => {
    const { baseUrl, received } = await serve((request, response, nth) =>
      (nth === 0 ? json(401, { code: 'InvalidApiKey', message: 'no', request_id: 'r' }) : json(200, CREATED))(
        request,
        response,
        nth,
      ),
    );
    const client = clientOf({ baseUrl, secrets: keyring('sk-old-key-1', 'sk-new-key-2'), ...deps });
    expect(await client.createTask(PLAIN_TASK)).toMatchObject({ taskId: 'task-1' });
    expect(received.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-old-key-1', 'Bearer sk-new-key-2']);
  });

  it('is an account problem when the fresh key is refused too, or is the same', async () => {
    const { baseUrl, received } = await serve(json(401, { code: 'InvalidApiKey', message: 'no', request_id: 'r' }));
    const rotated = clientOf({ baseUrl, secrets: keyring('sk-old-key-1', 'sk-new-key-2'), ...deps });
    expect(await thrownBy(rotated.createTask(PLAIN_TASK))).toMatchObject({ name: 'AccountProblem', code: 'API_KEY_REFUSED' });
    expect(received).toHaveLength(2);
    expect(await thrownBy(clientOf({ baseUrl, ...deps }).getTask('t'))).toMatchObject({
      name: 'AccountProblem',
      code: 'API_KEY_REFUSED',
    });
    expect(received).toHaveLength(3);
  });

  it.each(['a.b', 'cn-beijing:1/2', 'a/../b', 'a?b#c', 'a b', '%2e%2e', '-a', 'é☂', '...', "a'(b)*!~", '\u{1f5bc}'.repeat(500)])(
    'carries the task id %s as it is, as one segment of the path',
    async (taskId) => {
      const { baseUrl, received } = await serve((request, response, nth) =>
        json(
          200,
          nth === 0 ? { output: { task_id: taskId }, request_id: 'r' } : { request_id: 'r', output: { task_status: 'RUNNING' } },
        )(request, response, nth),
      );
      const client = clientOf({ baseUrl, ...deps });
      expect(await client.createTask(PLAIN_TASK)).toMatchObject({ taskId });
      expect(await client.getTask(taskId)).toMatchObject({ status: 'RUNNING' });
      expect(await client.cancelTask(taskId)).toBe('canceled');
      const [, get, cancel] = received.map(({ path }) => path.split('/').slice(3));
      expect(get?.map(decodeURIComponent)).toEqual(['tasks', taskId]);
      expect(cancel?.map(decodeURIComponent)).toEqual(['tasks', taskId, 'cancel']);
    },
  );

  it.each(['', ' ', 'a\nb', 'a\u0000', 'a\u202eb', '\ud800', 'x'.repeat(501)])(
    'neither asks for the task id %j nor takes it for one',
    async (taskId) => {
      const { baseUrl, received } = await serve(json(200, { output: { task_id: taskId }, request_id: 'r' }));
      const client = clientOf({ baseUrl, ...deps });
      expect(await thrownBy(client.getTask(taskId))).toBeInstanceOf(InvalidEdit);
      expect(await thrownBy(client.cancelTask(taskId))).toBeInstanceOf(InvalidEdit);
      expect(received).toHaveLength(0);
      expect(await thrownBy(client.createTask(PLAIN_TASK))).toMatchObject({ name: 'SubmissionUnknown' });
    },
  );

  it('takes a 200 that carries a code for the error that it says, on every call', async () => {
    const { baseUrl } = await serve(
      json(200, { code: 'Throttling', message: 'm', request_id: 'r', data: [], total: 0, output: { task_status: 'UNKNOWN' } }),
    );
    const client = clientOf({ baseUrl, ...deps });
    const window = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1) };
    for (const call of [client.listTasks(window), client.getTask('t'), client.cancelTask('t')]) {
      expect(await thrownBy(call)).toMatchObject({ name: 'Unavailable', code: 'THROTTLED' });
    }
    expect(await thrownBy(client.createTask(PLAIN_TASK))).toMatchObject({ name: 'NotAccepted', code: 'THROTTLED' });
  });

  it('uploads with a permission that says nothing of access and overwriting, and then says nothing of them either', async () => {
    const { baseUrl, received, origin } = await serve((request, response, nth) => {
      if (request.method === 'POST') return void response.writeHead(200).end();
      const { x_oss_object_acl: _acl, x_oss_forbid_overwrite: _forbid, ...data } = uploadPolicy(`${origin}/store`, true);
      json(200, { request_id: 'r', data })(request, response, nth);
    });
    const picture = { name: 'a.png', mediaType: 'image/png', bytes: 1, body: chunksOf('x') };
    expect(await clientOf({ baseUrl, ...deps }).uploadPicture(picture)).toMatch(/^oss:\/\/dir\/a\//);
    expect(received[1]?.body).not.toMatch(/x-oss-object-acl|x-oss-forbid-overwrite|undefined/);
    expect(received[1]?.body).toContain('name="success_action_status"');
    expect(Number(received[1]?.headers['content-length'])).toBe(received[1]?.body.length);
  });
});

describe('a task id that reads as a way through folders', () => {
  it.each(['.', '..'])('is sent as it is: %s', async (taskId) => {
    const { baseUrl, received } = await serve(json(200, { request_id: 'r', output: { task_status: 'RUNNING' } }));
    await clientOf({ baseUrl }).getTask(taskId);
    await clientOf({ baseUrl }).cancelTask(taskId);
    const encoded = taskId.replaceAll('.', '%2E');
    expect(received.map(({ path }) => path)).toEqual([`/api/v1/tasks/${encoded}`, `/api/v1/tasks/${encoded}/cancel`]);
  });
});

const chunksOf = async function* (text: string): AsyncGenerator<Uint8Array> {
  for (const character of text) yield Buffer.from(character);
};
