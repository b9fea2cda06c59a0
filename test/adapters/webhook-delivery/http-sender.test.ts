import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpWebhookSender, type HttpWebhookSenderOptions } from '#adapters/webhook-delivery/http-sender.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A consumer on this machine; answers its port and how many requests reached it. */
const consumer = async (listener: RequestListener) => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  running.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}/hooks?x=1`, requests: () => requests };
};

const sender = (change: Partial<HttpWebhookSenderOptions> = {}) =>
  createHttpWebhookSender({ allowPrivate: true, clock: { now: () => VIRTUAL_EPOCH }, ...change });

const message = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
  body: '{"ü":1}',
});

describe('the sender', () => {
  it('POSTs the body with its headers and answers the status', async () => {
    const received: unknown[] = [];
    const { url } = await consumer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { 'webhook-id': id, 'content-type': type, 'content-length': length } = request.headers;
      received.push([request.method, request.url, id, type, length, Buffer.concat(chunks).toString()]);
      response.writeHead(202).end('thanks');
    });
    expect(await sender().send(message(url))).toEqual({ kind: 'answered', status: 202 });
    expect(received).toEqual([['POST', '/hooks?x=1', 'msg_1', 'application/json', '8', '{"ü":1}']]);
  });

  it('does not follow a redirect', async () => {
    const target = await consumer((_, response) => void response.end());
    const { url } = await consumer((_, response) => void response.writeHead(307, { location: target.url }).end());
    expect(await sender().send(message(url))).toEqual({ kind: 'answered', status: 307 });
    expect(target.requests()).toBe(0);
  });

  it.each([
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ])('passes on what Retry-After %s asks for', async (header, retryAfterMs) => {
    const { url } = await consumer((_, response) => void response.writeHead(503, { 'retry-after': header }).end());
    expect(await sender().send(message(url))).toEqual({ kind: 'answered', status: 503, retryAfterMs });
  });

  it('ignores a Retry-After that is neither seconds nor a date', async () => {
    const { url } = await consumer((_, response) => void response.writeHead(503, { 'retry-after': 'soon' }).end());
    expect(await sender().send(message(url))).toEqual({ kind: 'answered', status: 503 });
  });

  it('gives up at its deadline when nobody answers', async () => {
    const deadline = new AbortController();
    const { url } = await consumer(() => deadline.abort(new DOMException('the time is over', 'TimeoutError')));
    expect(await sender({ deadline: () => deadline.signal }).send(message(url))).toEqual({ kind: 'unanswered', code: 'TIMEOUT' });
  });

  it('stands by the status when the body of the answer never ends', async () => {
    const deadline = new AbortController();
    const { url } = await consumer((_, response) => {
      response.writeHead(200).write('a');
    });
    const clock = {
      now: () => {
        setImmediate(() => deadline.abort(new DOMException('the time is over', 'TimeoutError')));
        return VIRTUAL_EPOCH;
      },
    };
    const outcome = await sender({ clock, deadline: () => deadline.signal }).send(message(url));
    expect(outcome).toEqual({ kind: 'answered', status: 200 });
  });

  it('reads only so much of an answer', async () => {
    let written = 0;
    let closed: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { url } = await consumer((request, response) => {
      request.resume();
      response.on('close', closed).writeHead(200);
      const more = (): void => {
        written += 64 * 1024;
        if (!response.destroyed) response.write(Buffer.alloc(64 * 1024), () => setImmediate(more));
      };
      more();
    });
    expect(await sender().send(message(url))).toEqual({ kind: 'answered', status: 200 });
    await over;
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('says why nobody answered', async () => {
    const dead = await consumer(() => undefined);
    for (const stop of running.splice(0)) await stop();
    expect(await sender().send(message(dead.url))).toEqual({ kind: 'unanswered', code: 'CONNECTION_FAILED' });
    const unknown = Object.assign(new Error('who?'), { code: 'ENOTFOUND' });
    const resolve = () => Promise.reject(unknown);
    expect(await sender({ resolve }).send(message('http://nowhere.example/'))).toEqual({
      kind: 'unanswered',
      code: 'NAME_NOT_FOUND',
    });
    const broken = await consumer((request) => request.socket.destroy());
    expect(await sender().send(message(broken.url))).toEqual({ kind: 'unanswered', code: 'CONNECTION_FAILED' });
    expect(await sender().send(message(broken.url.replace('http:', 'https:')))).toEqual({
      kind: 'unanswered',
      code: 'TLS_FAILED',
    });
  });
});

describe('a sender that may reach public addresses only', () => {
  it('refuses every spelling of an address that is not, without connecting', async () => {
    const { port, requests } = await consumer((_, response) => void response.end());
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '[::1]',
      '[::ffff:7f00:1]',
      'localhost',
      'a.internal',
    ];
    for (const host of hosts) {
      for (const url of [`https://${host}/`, `https://${host}:${port}/`, `http://${host}:${port}/`]) {
        expect([url, await sender({ allowPrivate: false }).send(message(url))]).toEqual([
          url,
          { kind: 'unanswered', code: 'URL_REFUSED' },
        ]);
      }
    }
    expect(requests()).toBe(0);
  });

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '100.64.0.1', '::1', 'fd00:ec2::254', '::ffff:127.0.0.1'])(
    'refuses a public name that resolves to %s, also beside a public address',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      const resolve = async () => [
        { address: '93.184.215.14', family: 4 },
        { address, family },
      ];
      expect(await sender({ allowPrivate: false, resolve }).send(message('https://shop.example.com/'))).toEqual({
        kind: 'unanswered',
        code: 'ADDRESS_NOT_PUBLIC',
      });
    },
  );

  it('connects to the very address it checked: the name is resolved once for a sending', async () => {
    const asked: string[] = [];
    const addresses = ['127.0.0.1', '169.254.169.254'];
    const { port } = await consumer((_, response) => void response.writeHead(200).end());
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: addresses[asked.length - 1] ?? '', family: 4 }];
    };
    expect(await sender({ resolve }).send(message(`http://shop.example.com:${port}/`))).toEqual({
      kind: 'answered',
      status: 200,
    });
    expect(asked).toEqual(['shop.example.com']);
    expect(await sender({ allowPrivate: false, resolve }).send(message('https://shop.example.com/'))).toEqual({
      kind: 'unanswered',
      code: 'ADDRESS_NOT_PUBLIC',
    });
  });

  it('reports a name without an address', async () => {
    expect(await sender({ resolve: async () => [] }).send(message('https://shop.example.com/'))).toEqual({
      kind: 'unanswered',
      code: 'NAME_NOT_FOUND',
    });
  });
});
