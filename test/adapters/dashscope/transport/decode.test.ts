import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeText } from '#adapters/dashscope/transport/decode.ts';
import { clientOf, PLAIN_TASK, thrownBy } from '../client.ts';
import { startWireServer, type WireServer } from '../wire-server.ts';

const BODY = { output: { task_id: 'task-1', task_status: 'PENDING', note: 'é☂' }, request_id: 'r' };
const TEXT = JSON.stringify(BODY);
const MOST = 1000;

describe('the text of a body', () => {
  it.each([
    [undefined, Buffer.from(TEXT)],
    ['', Buffer.from(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT)],
    ['X-GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    ['gzip', Buffer.from(TEXT)],
    [undefined, gzipSync(TEXT)],
    ['zstd', gzipSync(TEXT)],
    ['zstd', Buffer.from(TEXT)],
  ])('is read from the encoding %s', (encoding, bytes) => {
    expect(decodeText(bytes, encoding, MOST)).toBe(TEXT);
  });

  it('has no byte order mark', () => {
    expect(decodeText(Buffer.from(`\uFEFF${TEXT}`), undefined, MOST)).toBe(TEXT);
    expect(decodeText(gzipSync(`\uFEFF${TEXT}`), 'gzip', MOST)).toBe(TEXT);
    expect(decodeText(Buffer.from(`\uFEFF${TEXT}`), 'gzip', MOST)).toBe(TEXT);
  });

  it.each([
    ['a broken one', 'gzip', gzipSync(TEXT).subarray(0, 40)],
    ['one that grows beyond what is read', 'gzip', gzipSync('x'.repeat(1001))],
    ['one that grows beyond what is read', 'br', brotliCompressSync('x'.repeat(1001))],
  ])('is refused for %s (%s)', (_what, encoding, bytes) => {
    expect(() => decodeText(bytes, encoding, MOST)).toThrow();
  });
});

it.each([
  ['zstd', zstdCompressSync(TEXT)],
  ['constructor', zstdCompressSync(TEXT)],
  ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(TEXT)))],
  [undefined, Buffer.alloc(0)],
])('what is packed in another way, or more than twice (%s), is no JSON', (encoding, bytes) => {
  expect(() => JSON.parse(decodeText(bytes, encoding, MOST))).toThrow();
});

describe('an answer of the service', () => {
  let server: WireServer | undefined;
  afterEach(() => server?.close());
  const answering = async (status: number, encoding: string, body: Buffer) => {
    server = await startWireServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
    });
    return { client: clientOf({ baseUrl: server.baseUrl }), received: server.received };
  };

  it.each([
    ['gzip', gzipSync(`\uFEFF${TEXT}`)],
    ['deflate', deflateSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
  ])('is read from %s, which we said we take', async (encoding, body) => {
    const { client, received } = await answering(200, encoding, body);
    expect(await client.createTask(PLAIN_TASK)).toMatchObject({ taskId: 'task-1', requestId: 'r' });
    expect(await client.getTask('task-1')).toMatchObject({ status: 'PENDING' });
    expect(received[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it('proves with HTTP 429 that there is no task, though its body cannot be read', async () => {
    const { client } = await answering(429, 'zstd', zstdCompressSync(TEXT));
    expect(await thrownBy(client.createTask(PLAIN_TASK))).toMatchObject({ name: 'NotAccepted', code: 'THROTTLED' });
  });

  it('leaves a create unknown when the body of a success cannot be read, or fills the memory', async () => {
    const unreadable = await answering(200, 'zstd', zstdCompressSync(TEXT));
    expect(await thrownBy(unreadable.client.createTask(PLAIN_TASK))).toMatchObject({ name: 'SubmissionUnknown' });
    await server?.close();
    const bomb = await answering(200, 'gzip', gzipSync(Buffer.alloc(32 * 1024 * 1024)));
    expect(await thrownBy(bomb.client.createTask(PLAIN_TASK))).toMatchObject({ name: 'SubmissionUnknown' });
  });
});
