import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { edit, startSimulator } from '../listening-simulator.ts';

/** The raw bytes of the list's answer, and its headers. */
const rawList = (baseUrl: string, acceptEncoding?: string) =>
  new Promise<{ readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer }>((resolve, reject) => {
    const headers = {
      authorization: 'Bearer sk-one',
      ...(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }),
    };
    request(`${baseUrl}/tasks`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });

describe('the bytes of an answer', () => {
  it.each([
    ['gzip', 'gzip', gunzipSync],
    ['deflate', 'deflate', inflateSync],
    ['deflate-raw', 'deflate', inflateRawSync],
    ['br', 'br', brotliDecompressSync],
  ] as const)('come compressed by %s, unasked', async (value, name, decode) => {
    const { simulator, baseUrl } = await startSimulator({ lies: [{ lie: 'compress', value }] });
    const { headers, body } = await rawList(baseUrl);
    expect(headers['content-encoding']).toBe(name);
    expect(JSON.parse(decode(body).toString())).toMatchObject({ total: 0 });
    const inProcess = await simulator.fetch(`${baseUrl}/tasks`, { headers: { authorization: 'Bearer sk-one' } });
    expect(await inProcess.json()).toMatchObject({ total: 0 });
  });

  it('come compressed only as the reader accepts it', async () => {
    const { baseUrl } = await startSimulator({ lies: [{ lie: 'compress', value: 'accepted' }] });
    expect((await rawList(baseUrl)).headers).not.toHaveProperty('content-encoding');
    expect((await rawList(baseUrl, 'identity')).headers).not.toHaveProperty('content-encoding');
    expect((await rawList(baseUrl, 'gzip;q=0.8')).headers['content-encoding']).toBe('gzip');
  });

  it('begin with a byte order mark', async () => {
    const { baseUrl } = await startSimulator({ lies: [{ lie: 'bom' }] });
    expect((await rawList(baseUrl)).body.subarray(0, 4).toString('hex')).toBe('efbbbf7b');
  });
});

describe('an answer of status 429', () => {
  it.each([
    ['retry-after', 'retry-after', '7'],
    ['retry-after-date', 'retry-after', 'Thu, 15 Jan 2026 04:00:07 GMT'],
    ['retry-after-ms', 'retry-after-ms', '7000'],
  ] as const)('%s: says when to come back', async (lie, header, said) => {
    const { create } = await startSimulator({ limits: { createsPerSecond: 1 }, lies: [{ lie, value: 7 }] });
    expect((await create(edit())).headers.get(header)).toBe(null);
    const refused = await create(edit());
    expect([refused.status, refused.headers.get(header)]).toEqual([429, said]);
  });
});

describe('the permission to upload', () => {
  it.each([
    ['overwrite', false, true],
    ['acl', true, false],
    ['both', false, false],
  ])('comes without %s', async (value, overwrite, acl) => {
    const { call } = await startSimulator({ lies: [{ lie: 'policy-without', value }] });
    const { data } = (await (await call('/uploads?action=getPolicy&model=wan2.5-i2i-preview')).json()) as { data: object };
    expect([Object.hasOwn(data, 'x_oss_forbid_overwrite'), Object.hasOwn(data, 'x_oss_object_acl')]).toEqual([overwrite, acl]);
    expect(data).toHaveProperty('policy');
  });
});

describe('GET /quotas', () => {
  it('is not there unless it is asked for', async () => {
    const { call } = await startSimulator();
    expect((await call('/quotas?model=wan2.5-i2i-preview')).status).toBe(404);
  });

  it('tells the limits of the account', async () => {
    const { call } = await startSimulator({ quotas: true, limits: { runningTasks: 50, createsPerSecond: 20 } });
    expect(await (await call('/quotas?model=wan2.5-i2i-preview')).json()).toMatchObject({
      output: {
        total: 1,
        quotas: [
          {
            model: 'wan2.5-i2i-preview',
            model_limit: { request_limit: 20, request_limit_period: 1, async_user_concurrency_limit: 50 },
          },
        ],
      },
    });
    expect(await (await call('/quotas?model=other')).json()).toMatchObject({ output: { total: 0, quotas: [] } });
  });
});
