import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type SimulatorOptions } from '#simulator/index.ts';
import { dataUri, flatPng } from './sample-pictures.ts';
import { HEADERS, START } from './virtual-service.ts';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A listening simulator with a clock that the test moves; pictures are one pixel and inputs are accepted unseen. */
const start = async ({ realInputs = false, ...options }: SimulatorOptions & { readonly realInputs?: boolean } = {}) => {
  let now = START;
  const simulator = createSimulator({
    clock: { now: () => now, setTimer: () => ({ cancel: () => undefined }) },
    duration: () => 60,
    render: () => PIXEL,
    ...(realInputs ? {} : { inspect: false as const }),
    ...options,
  });
  open.push(simulator);
  const { baseUrl } = await simulator.listen();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${baseUrl}${path}`, { ...init, headers: { authorization: 'Bearer sk-one', ...init.headers } });
  const create = (body: unknown, headers: Record<string, string> = { 'x-dashscope-async': 'enable' }) =>
    call('/services/aigc/image2image/image-synthesis', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const created = async (prompt = 'blue') => {
    const answer = (await (await create(edit(prompt))).json()) as { readonly output: { readonly task_id: string } };
    return answer.output.task_id;
  };
  return {
    simulator,
    baseUrl,
    call,
    create,
    created,
    at: (seconds: number) => {
      now = START + seconds * 1000;
    },
  };
};

const edit = (prompt = 'blue', images: readonly string[] = ['https://example.com/a.png'], parameters: object = { n: 1 }) => ({
  model: 'wan2.5-i2i-preview',
  input: { prompt, images },
  parameters,
});

const firstUrl = async (answer: Response): Promise<string> => {
  const body = (await answer.json()) as { readonly output: { readonly results: readonly { readonly url: string }[] } };
  return body.output.results[0]?.url ?? '';
};

describe('the HTTP face', () => {
  it('answers a create as the guide shows and follows the task to a picture', async () => {
    const { baseUrl, call, create, at } = await start();
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
    const picture = await fetch(url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PIXEL);
  });

  it('accepts trailing slashes, bodies on cancel and content types on GET', async () => {
    const { call, created } = await start({ limits: { runningTasks: 1 } });
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
    const { baseUrl, call, create } = await start();
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

  it('refuses bodies over 64 MB before reading them', async () => {
    const { baseUrl } = await start();
    const { hostname, port } = new URL(baseUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${65 * 1024 * 1024}\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('}')) socket.destroy();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toContain('400 Bad Request');
    expect(answer).toContain('BadRequest.TooLarge');
  });
});

describe('result pictures', () => {
  it('open only with their signature, by GET, until they expire, and are XML errors otherwise', async () => {
    const { call, created, at } = await start();
    const id = await created();
    at(61);
    const url = await firstUrl(await call(`/tasks/${id}`));
    const refused = async (address: string, method = 'GET') => {
      const answer = await fetch(address, { method });
      expect(answer.headers.get('content-type')).toBe('application/xml');
      return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]];
    };
    expect(await refused(url.split('?')[0] ?? '')).toEqual([403, 'AccessDenied']);
    expect(await refused(url.replace(/Expires=(\d+)/, (_, expires) => `Expires=${Number(expires) + 1}`))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await refused(url.replace('-1.png', '-2.png'))).toEqual([403, 'SignatureDoesNotMatch']);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(403);
    at(24 * 3600 + 62);
    expect(await refused(url)).toEqual([403, 'AccessDenied']);
  });

  it('come late, cut short, as a web page, or not at all, when a fault says so', async () => {
    for (const [kind, check] of [
      ['expired', async (url: string) => expect((await fetch(url)).status).toBe(403)],
      ['wrong-type', async (url: string) => expect((await fetch(url)).headers.get('content-type')).toBe('text/html')],
      ['truncate', async (url: string) => expect((await fetch(url)).arrayBuffer()).rejects.toThrow('terminated')],
      ['drop-before', async (url: string) => expect(fetch(url)).rejects.toThrow('fetch failed')],
    ] as const) {
      const { call, created, at } = await start({ faults: [{ phase: 'result', kind }] });
      const id = await created();
      at(61);
      await check(await firstUrl(await call(`/tasks/${id}`)));
    }
  });
});

describe('faults on the wire', () => {
  it('lose the answer to a create whose task exists', async () => {
    const { simulator, create } = await start({ faults: [{ phase: 'create', kind: 'drop-after-accept', times: 1 }] });
    await expect(create(edit())).rejects.toThrow('fetch failed');
    expect(simulator.tasks()).toHaveLength(1);
    expect((await create(edit())).status).toBe(200);
    expect(simulator.requests).toMatchObject({ creates: 2, faults: 1 });
  });

  it('trickle an answer until the reader gives up', async () => {
    const { call } = await start({ faults: [{ phase: 'list', kind: 'slow-loris' }] });
    const answer = await call('/tasks', { signal: AbortSignal.timeout(150) });
    await expect(answer.text()).rejects.toThrow();
  });
});

describe('fetch without a socket', () => {
  it('behaves like the listening server, faults included', async () => {
    const simulator = createSimulator({
      inspect: false,
      render: () => PIXEL,
      duration: () => 0,
      faults: [
        { phase: 'create', kind: 'drop-after-accept', when: { nth: 2 } },
        { phase: 'list', kind: { delay: 3600 } },
      ],
    });
    open.push(simulator);
    const create = () =>
      simulator.fetch('https://dashscope-intl.aliyuncs.com/api/v1/services/aigc/image2image/image-synthesis', {
        method: 'POST',
        headers: { authorization: `Bearer ${HEADERS.apiKey}`, 'x-dashscope-async': 'enable', 'content-type': 'application/json' },
        body: JSON.stringify(edit()),
      });
    expect((await create()).status).toBe(200);
    await expect(create()).rejects.toThrow('fetch failed');
    expect(simulator.tasks()).toHaveLength(2);
    const listing = simulator.fetch('http://x/api/v1/tasks', {
      headers: { authorization: 'Bearer sk-one' },
      signal: AbortSignal.timeout(30),
    });
    await expect(listing).rejects.toThrow('timeout');
  });
});

describe('temporary uploads', () => {
  const upload = async (call: (path: string) => Promise<Response>, file: Uint8Array, change: Record<string, string> = {}) => {
    const { data } = (await (await call('/uploads?action=getPolicy&model=wan2.5-i2i-preview')).json()) as {
      data: Record<string, string>;
    };
    const form = new FormData();
    const fields: Record<string, string> = {
      OSSAccessKeyId: data.oss_access_key_id ?? '',
      Signature: data.signature ?? '',
      policy: data.policy ?? '',
      key: `${data.upload_dir}/a.png`,
      'x-oss-object-acl': data.x_oss_object_acl ?? '',
      'x-oss-forbid-overwrite': data.x_oss_forbid_overwrite ?? '',
      success_action_status: '200',
      ...change,
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(file)]), 'a.png');
    const send = () => fetch(data.upload_host ?? '', { method: 'POST', body: form });
    return { address: `oss://${fields.key}`, send };
  };

  it('are read by the account that made them, with the resolve header, for 48 hours', async () => {
    const { simulator, call, create, at } = await start({ realInputs: true });
    const { address, send } = await upload(call, await flatPng(400, 400, '#123456'));
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(409);
    const outcome = async (headers: Record<string, string>, seconds: number) => {
      expect((await create(edit('blue', [address]), { 'x-dashscope-async': 'enable', ...headers })).status).toBe(200);
      at(seconds);
      const last = () => simulator.tasks().at(-1);
      await expect.poll(() => last()?.endedAt).toBeDefined();
      return last()?.code ?? last()?.status;
    };
    const resolve = { 'x-dashscope-ossresourceresolve': 'enable' };
    expect(await outcome({}, 100)).toBe('InvalidParameter.DataInspection');
    expect(await outcome(resolve, 200)).toBe('SUCCEEDED');
    expect(await outcome({ ...resolve, authorization: 'Bearer sk-two' }, 300)).toBe('InvalidParameter.DataInspection');
    at(48 * 3600);
    expect(await outcome(resolve, 48 * 3600 + 100)).toBe('InvalidParameter.DataInspection');
  });

  it('are refused with a forged signature, a foreign key or an expired policy', async () => {
    const { call, at } = await start();
    const picture = await flatPng(400, 400, '#123456');
    expect((await (await upload(call, picture, { Signature: 'x' })).send()).status).toBe(403);
    expect((await (await upload(call, picture, { key: 'elsewhere/a.png' })).send()).status).toBe(403);
    const late = await upload(call, picture);
    at(301);
    const answer = await late.send();
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Policy expired')]);
  });
});

describe('input pictures', () => {
  it('are fetched and refused for the documented reasons', async () => {
    const png = await flatPng(400, 400, '#336699');
    const small = await flatPng(383, 400, '#336699');
    const served: Record<string, Response> = {
      '/ok': new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png', 'content-length': '1' } }),
      '/page': new Response('<html>', { headers: { 'content-type': 'text/html', 'content-length': '6' } }),
      '/gone': new Response('no', { status: 404 }),
      '/chunked': new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } }),
    };
    const { simulator, at, create } = await start({
      realInputs: true,
      limits: { createsPerSecond: 100, runningTasks: 100 },
      fetch: async (input) => {
        const path = new URL(String(input)).pathname;
        const found = served[path];
        if (found === undefined) throw new TypeError('fetch failed');
        return found;
      },
    });
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['https://example.com/ok', undefined],
      ['https://example.com/page', 'InvalidURL'],
      ['https://example.com/gone', 'InvalidParameter.DataInspection'],
      ['https://example.com/chunked', 'InvalidURL'],
      ['https://example.com/unreachable', 'InvalidParameter.DataInspection'],
      ['ftp://example.com/a.png', 'InvalidURL'],
      [dataUri(png), undefined],
      [dataUri(small), 'InvalidImageResolution'],
      [dataUri(png, 'image/gif'), 'InvalidImage.FileFormat'],
      [dataUri(Buffer.from('not a picture')), 'InvalidImageFormat'],
      [dataUri(png.subarray(0, png.length - 60)), 'InvalidImageFormat'],
      [`data:image/png;base64,${'A'.repeat(11_000_000)}`, 'InvalidParameter'],
    ];
    for (const [image] of cases) expect((await create(edit('blue', [image]))).status).toBe(200);
    await expect
      .poll(
        () => {
          at(1000);
          return simulator.tasks().every((task) => task.endedAt !== undefined);
        },
        { timeout: 5000 },
      )
      .toBe(true);
    expect(simulator.tasks().map((task) => task.code)).toEqual(cases.map(([, code]) => code));
  });
});
