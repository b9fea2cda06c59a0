import { createHash } from 'node:crypto';
import { request as httpRequest, type RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createResultDownloads, type ResultDownloadsDeps } from '#adapters/dashscope/index.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { everythingIn, thrownBy } from '../client.ts';
import { type Respond, startWireServer, type WireServer } from '../wire-server.ts';

let server: WireServer | undefined;
const serve = async (respond: Respond): Promise<WireServer> => {
  server = await startWireServer(respond);
  return server;
};
afterEach(() => server?.close());

const downloadsOf = (origin: string, deps: Partial<ResultDownloadsDeps> = {}): ResultDownloads =>
  createResultDownloads({ clock: createVirtualClock(), allowOrigins: [origin], ...deps });

const readAll = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};
const picture = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 251));
const whole: Respond = (_request, response) => {
  response.writeHead(200, { 'content-type': 'image/png; charset=x', 'content-length': picture.length }).end(picture);
};

describe('a download', () => {
  it('gives the declared length, the type and every byte, asking with the query as it stands', async () => {
    const { origin, received } = await serve(whole);
    const { bytes, mediaType, body } = await downloadsOf(origin).open(`${origin}/r/1.png?Expires=1&Signature=a%2Bb%3D`);
    expect({ bytes, mediaType }).toEqual({ bytes: picture.length, mediaType: 'image/png' });
    expect((await readAll(body)).equals(picture)).toBe(true);
    expect(received[0]).toMatchObject({ method: 'GET', path: '/r/1.png?Expires=1&Signature=a%2Bb%3D' });
    expect(received[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', 'cache-control': 'no-cache' });
    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is held to the checksum that object storage sends with it', async () => {
    const sum = createHash('md5').update(picture).digest('base64');
    for (const [md5, fits] of [
      [sum, true],
      [createHash('md5').update('other').digest('base64'), false],
      ['no checksum', true],
    ] as const) {
      const { origin } = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'image/png', 'content-md5': md5 }).end(picture);
      });
      const read = downloadsOf(origin)
        .open(`${origin}/1.png`)
        .then(({ body }) => readAll(body));
      if (fits) expect((await read).equals(picture)).toBe(true);
      else expect(await thrownBy(read)).toMatchObject({ code: 'RESULT_DAMAGED' });
      await server?.close();
    }
  });

  it('keeps its connection for the next picture and leaves no timer behind', async () => {
    const sockets = new Set<Socket>();
    const { origin } = await serve((request, response, nth) => {
      if (response.socket !== null) sockets.add(response.socket);
      whole(request, response, nth);
    });
    const clock = createVirtualClock();
    const downloads = downloadsOf(origin, { clock });
    for (let n = 0; n < 3; n += 1) await readAll((await downloads.open(`${origin}/${n}`)).body);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sockets.size).toBe(1);
    expect(clock.sleeping).toBe(0);
  });

  it.each([
    [403, 'RESULT_EXPIRED'],
    [404, 'RESULT_DOWNLOAD_FAILED'],
    [416, 'RESULT_DOWNLOAD_FAILED'],
    [500, 'RESULT_DOWNLOAD_FAILED'],
    [503, 'RESULT_DOWNLOAD_FAILED'],
    [304, 'RESULT_DOWNLOAD_FAILED'],
    [204, 'RESULT_DOWNLOAD_FAILED'],
  ])('with HTTP %i is %s', async (status, code) => {
    const { origin } = await serve((_request, response) => void response.writeHead(status, { 'content-length': 0 }).end());
    expect(await thrownBy(downloadsOf(origin).open(`${origin}/1.png`))).toMatchObject({ name: 'ResultUnavailable', code });
  });

  it.each([203, 206])('with HTTP %i is read, since a picture tells by itself that it is whole', async (status) => {
    const { origin } = await serve((_request, response) => void response.writeHead(status).end(picture));
    expect((await readAll((await downloadsOf(origin).open(`${origin}/1.png`)).body)).equals(picture)).toBe(true);
  });

  it.each([301, 302, 303, 307, 308])('follows HTTP %i, three times at most', async (status) => {
    const { origin, received } = await serve((request, response, nth) => {
      const left = Number(request.path.slice(1));
      if (left === 0) return whole(request, response, nth);
      response.writeHead(status, { location: `/${left - 1}`, 'content-length': 0 }).end();
    });
    expect((await readAll((await downloadsOf(origin).open(`${origin}/3`)).body)).equals(picture)).toBe(true);
    expect(received.map(({ path }) => path)).toEqual(['/3', '/2', '/1', '/0']);
    expect(await thrownBy(downloadsOf(origin).open(`${origin}/4`))).toMatchObject({
      code: 'RESULT_DOWNLOAD_FAILED',
      message: expect.stringContaining('more than 3 times'),
    });
    expect(received).toHaveLength(8);
  });

  it.each([
    ['https://evil.example/1.png', 'RESULT_URL_REFUSED'],
    ['http://169.254.169.254/latest/meta-data', 'RESULT_URL_REFUSED'],
    ['http://127.0.0.1:9/1.png', 'RESULT_URL_REFUSED'],
    ['file:///etc/passwd', 'RESULT_URL_REFUSED'],
    ['http://[', 'RESULT_DOWNLOAD_FAILED'],
    ['', 'RESULT_DOWNLOAD_FAILED'],
  ])('checks where it is redirected to as it checks the first URL: %j', async (location, code) => {
    const { origin, received } = await serve((_request, response) => {
      response.writeHead(302, { 'content-length': 0, ...(location === '' ? {} : { location }) }).end();
    });
    expect(await thrownBy(downloadsOf(origin).open(`${origin}/1.png?Signature=canary`))).toMatchObject({ code });
    expect(received).toHaveLength(1);
  });

  it('has no length when none is declared, and is bounded all the same', async () => {
    const { origin } = await serve((request, response) => {
      if (request.path === '/large')
        return void response.writeHead(200, { 'content-length': 100_001 }).end(Buffer.alloc(100_001));
      if (request.path === '/strange') return void response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n12345');
      response.writeHead(200).end(request.path === '/longer' ? Buffer.concat([picture, picture]) : picture);
    });
    const downloads = downloadsOf(origin, { maxBytes: 100_000 });
    const { bytes, body } = await downloads.open(`${origin}/chunked`);
    expect([bytes, (await readAll(body)).equals(picture)]).toEqual([undefined, true]);
    expect((await readAll((await downloads.open(`${origin}/strange`)).body)).toString()).toBe('12345');
    expect(await thrownBy(downloads.open(`${origin}/large`))).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED' });
    const longer = downloads.open(`${origin}/longer`).then((opened) => readAll(opened.body));
    expect(await thrownBy(longer)).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED', message: expect.stringContaining('100000') });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (content: Buffer) => content],
  ])('that comes as %s although that was not asked for is decoded', async (encoding, pack) => {
    const packed = pack(picture);
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': packed.length, 'content-encoding': encoding }).end(packed);
    });
    const { bytes, body } = await downloadsOf(origin).open(`${origin}/1.png`);
    expect([bytes, (await readAll(body)).equals(picture)]).toEqual([encoding === 'identity' ? picture.length : undefined, true]);
  });

  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), picture]);

  it.each([
    ['deflate', deflateRawSync(png), 'without the header of zlib'],
    ['gzip, br', brotliCompressSync(gzipSync(png)), 'twice'],
    ['gzip, gzip', gzipSync(gzipSync(png)), 'twice in the same way'],
    ['identity, gzip', gzipSync(png), 'once and not at all'],
    ['', gzipSync(png), 'and nobody says so'],
    ['br', zstdCompressSync(png), 'in another way than is said'],
    ['gzip', png, 'says the header, and is not'],
    ['br', png, 'says the header, and is not'],
    ['utf-8', png, 'in a way that does not exist'],
    ['made-up', png, 'in a way that does not exist'],
  ])('that is compressed (%s) is read by what its bytes say first', async (encoding, sent) => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': sent.length, 'content-encoding': encoding });
      response.write(sent.subarray(0, 1), () => response.end(sent.subarray(1)));
    });
    const { bytes, body } = await downloadsOf(origin).open(`${origin}/1.png`);
    expect([bytes, (await readAll(body)).equals(png)]).toEqual([sent === png ? png.length : undefined, true]);
  });

  it('fails when what is compressed is damaged, cut off, or too much', async () => {
    const packed = gzipSync(picture);
    const bodies: Readonly<Record<string, Buffer>> = {
      '/damaged': Buffer.concat([packed.subarray(0, 100), Buffer.alloc(100)]),
      '/cut': packed.subarray(0, -20),
      '/bomb': gzipSync(Buffer.alloc(10_000_000)),
    };
    const { origin } = await serve(({ path }, response) => {
      const body = bodies[path] ?? Buffer.alloc(0);
      response.writeHead(200, { 'content-length': body.length, 'content-encoding': 'gzip' }).end(body);
    });
    const downloads = downloadsOf(origin, { maxBytes: 1_000_000 });
    for (const path of Object.keys(bodies)) {
      const read = downloads.open(`${origin}${path}`).then(({ body }) => readAll(body));
      expect(await thrownBy(read), path).toMatchObject({ name: 'ResultUnavailable', code: 'RESULT_DOWNLOAD_FAILED' });
    }
  });

  it.each([0, 1, 8, 50_000, 99_999])('that breaks off after %i bytes says so', async (sent) => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': picture.length });
      response.write(picture.subarray(0, sent), () => response.destroy());
      if (sent === 0) response.flushHeaders();
    });
    const error = await thrownBy(
      downloadsOf(origin)
        .open(`${origin}/1.png?Signature=canary`)
        .then(({ body }) => readAll(body)),
    );
    expect(error).toMatchObject({ name: 'ResultUnavailable', code: 'RESULT_DOWNLOAD_FAILED' });
    expect(everythingIn(error)).not.toContain('canary');
  });

  it('never yields more than declared, even if the server goes on', async () => {
    const { origin } = await serve((_request, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n123456789');
    });
    const { body } = await downloadsOf(origin).open(`${origin}/1.png`);
    const seen = await readAll(body).catch(() => Buffer.from('12345'));
    expect(seen.toString()).toBe('12345');
  });

  it('ends when no byte comes for 15 s, before the answer and within it', async () => {
    const { origin } = await serve((request, response) => {
      if (request.path === '/silent') return;
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345');
    });
    const clock = createVirtualClock();
    const downloads = downloadsOf(origin, { clock });
    const silent = thrownBy(downloads.open(`${origin}/silent`));
    await clock.advance(15_000);
    expect(await silent).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED', cause: { name: 'DeadlineExceeded' } });

    const { body } = await downloads.open(`${origin}/half`);
    const chunks = body[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toHaveLength(5);
    const stalled = thrownBy(chunks.next());
    await clock.advance(14_999);
    expect(clock.sleeping).toBeGreaterThan(0);
    await clock.advance(1);
    expect(await stalled).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED', cause: { name: 'DeadlineExceeded' } });
  });

  it('ends after its whole time, however steadily bytes trickle', async () => {
    const clock = createVirtualClock();
    let send = (): void => undefined;
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      send = () => void response.write('xxxx');
      send();
    });
    const { body } = await downloadsOf(origin, { clock, totalMs: 60_000 }).open(`${origin}/1.png`);
    const startedAt = clock.now();
    const error = await thrownBy(
      (async () => {
        for await (const _chunk of body) {
          await clock.advance(10_000);
          send();
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED', message: expect.stringContaining('60 s') });
    expect(clock.now() - startedAt).toBe(60_000);
  });

  it('lets go of the connection when its reader stops, gives up, or never begins', async () => {
    let closed = 0;
    const { origin } = await serve((_request, response) => {
      response.on('close', () => {
        closed += 1;
      });
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345');
    });
    const until = async (count: number): Promise<void> => {
      while (closed < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const clock = createVirtualClock();
    const downloads = downloadsOf(origin, { clock });
    for await (const _chunk of (await downloads.open(`${origin}/stops`)).body) break;
    await until(1);
    const abort = new AbortController();
    const chunks = (await downloads.open(`${origin}/gives-up`, { signal: abort.signal })).body[Symbol.asyncIterator]();
    await chunks.next();
    const given = thrownBy(chunks.next());
    abort.abort(new Error('going away'));
    expect(await given).toMatchObject({ name: 'ResultUnavailable', cause: { message: 'going away' } });
    await until(2);
    await downloads.open(`${origin}/never-begins`);
    await clock.advance(120_000);
    await until(3);
    expect(clock.sleeping).toBe(0);
  });

  it('refuses allowed origins that are none', () => {
    for (const origin of ['127.0.0.1:80', 'http://127.0.0.1:8787/', 'http://127.0.0.1:80', '*']) {
      expect(() => createResultDownloads({ clock: createVirtualClock(), allowOrigins: [origin] })).toThrow(RangeError);
    }
  });
});

describe('the connection of a download', () => {
  const url = 'https://dashscope-a.oss-b.aliyuncs.com/1.png?Signature=canary';

  /** What the name is looked up to at the moment of connecting. */
  const lookedUp = (options: RequestOptions, all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      options.lookup?.('dashscope-a.oss-b.aliyuncs.com', { all }, (error, address, family) =>
        error ? reject(error) : resolve(all ? address : [address, family]),
      );
    });

  it('goes to the very addresses that were checked', async () => {
    const { origin } = await serve(whole);
    const seen: unknown[] = [];
    const downloads = createResultDownloads({
      clock: createVirtualClock(),
      resolve: async () => ['47.93.1.1', '2408:4009:500::1'],
      request: (target, options) => {
        expect(target.href).toBe(url);
        seen.push(options);
        const { lookup: _lookup, ...rest } = options;
        return httpRequest(`${origin}/1.png`, rest);
      },
    });
    await readAll((await downloads.open(url)).body);
    const options = seen[0] as RequestOptions;
    expect(await lookedUp(options, true)).toEqual([
      { address: '47.93.1.1', family: 4 },
      { address: '2408:4009:500::1', family: 6 },
    ]);
    expect(await lookedUp(options, false)).toEqual(['47.93.1.1', 4]);
  });

  it.each([
    ['stands in for it', '198.18.3.7', 4],
    ['lies behind NAT64', '64:ff9b::2f5d:101', 6],
  ])('may go to an address that %s: TLS proves the host', async (_what, address, family) => {
    const { origin } = await serve(whole);
    const seen: RequestOptions[] = [];
    const downloads = createResultDownloads({
      clock: createVirtualClock(),
      resolve: async () => [address],
      request: (target, options) => {
        expect(target.href).toBe(url);
        seen.push(options);
        const { lookup: _lookup, ...rest } = options;
        return httpRequest(`${origin}/1.png`, rest);
      },
    });
    await readAll((await downloads.open(url.replace('https:', 'http:'))).body);
    expect(await lookedUp(seen[0] ?? {}, true)).toEqual([{ address, family }]);
  });

  it.each(['127.0.0.1', '10.0.0.8', '64:ff9b::10.0.0.8', '169.254.169.254', '::1', '::ffff:169.254.169.254', 'fd00:ec2::254'])(
    'is not made when the name leads to %s, whatever the resolver said the moment before',
    async (address) => {
      const answers = [['47.93.1.1'], ['47.93.1.1', address], [address]];
      const attempts: unknown[] = [];
      const downloads = createResultDownloads({
        clock: createVirtualClock(),
        resolve: async () => answers.shift() ?? [address],
        request: (_target, options) => {
          const request = httpRequest('http://name.example:9/', { ...options, agent: false });
          attempts.push(options);
          return request;
        },
      });
      await lookedUpFirst(downloads, attempts);
      for (let n = 0; n < 2; n += 1) {
        expect(await thrownBy(downloads.open(url))).toMatchObject({ name: 'ResultUnavailable', code: 'RESULT_URL_REFUSED' });
      }
    },
  );

  /** Uses up the one public answer without connecting anywhere. */
  const lookedUpFirst = async (downloads: ResultDownloads, attempts: unknown[]): Promise<void> => {
    const gone = new AbortController();
    const opened = thrownBy(downloads.open(url, { signal: gone.signal }));
    gone.abort(new Error('enough'));
    await opened;
    expect(attempts).toHaveLength(1);
  };

  it('is not made at all to a host that is not allowed', async () => {
    let asked = 0;
    const downloads = createResultDownloads({
      clock: createVirtualClock(),
      resolve: async () => {
        asked += 1;
        return ['47.93.1.1'];
      },
      request: () => {
        throw new Error('nobody should connect');
      },
    });
    expect(await thrownBy(downloads.open('https://evil.example/1.png'))).toMatchObject({ code: 'RESULT_URL_REFUSED' });
    expect(asked).toBe(0);
  });

  it('through a proxy leaves the name to it: the list of hosts and TLS are what holds', async () => {
    const { origin } = await serve(whole);
    const seen: RequestOptions[] = [];
    const proxied = (except: readonly string[]): ResultDownloads =>
      createResultDownloads({
        clock: createVirtualClock(),
        proxy: { url: 'http://proxy.test:3128', except },
        resolve: async () => ['10.0.0.1'],
        request: (_target, options) => {
          seen.push(options);
          const { lookup: _lookup, ...rest } = options;
          return httpRequest(`${origin}/1.png`, rest);
        },
      });
    await readAll((await proxied([]).open(url)).body);
    await readAll((await proxied(['.aliyuncs.com']).open(url)).body);
    expect(seen.map(({ lookup }) => typeof lookup)).toEqual(['undefined', 'function']);
    expect(await thrownBy(proxied([]).open('https://evil.example/1.png'))).toMatchObject({ code: 'RESULT_URL_REFUSED' });
  });

  it('that cannot be made is a download that failed', async () => {
    const downloads = createResultDownloads({
      clock: createVirtualClock(),
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    expect(await thrownBy(downloads.open(url))).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED', cause: { code: 'ENOTFOUND' } });
  });
});
