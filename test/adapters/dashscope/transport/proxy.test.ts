import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { goesThroughProxy, proxyFromEnv } from '#adapters/dashscope/transport/proxy.ts';
import { AccountProblem } from '#core/errors.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { clientOf, everythingIn, KEY, PLAIN_TASK, thrownBy } from '../client.ts';
import { json, startWireServer } from '../wire-server.ts';
import { createCertificate } from './certificate.ts';

const SERVICE = 'https://dashscope-intl.aliyuncs.com/api/v1';
const through = (url: string, except = ''): boolean => {
  const proxy = proxyFromEnv({ HTTPS_PROXY: 'http://proxy.test:3128', NO_PROXY: except });
  return proxy !== undefined && goesThroughProxy(proxy, new URL(url));
};

describe('the proxy of the environment', () => {
  it('is that of HTTPS_PROXY, in lower case first; a missing scheme is http', () => {
    expect(proxyFromEnv({})).toBeUndefined();
    expect(proxyFromEnv({ HTTPS_PROXY: ' ' })).toBeUndefined();
    expect(proxyFromEnv({ HTTP_PROXY: 'http://proxy.test:3128' })).toBeUndefined();
    expect(proxyFromEnv({ HTTPS_PROXY: 'proxy.test:3128', NO_PROXY: 'a.test, .b.test  c' })).toEqual({
      url: 'http://proxy.test:3128',
      except: ['a.test', '.b.test', 'c'],
    });
    expect(proxyFromEnv({ HTTPS_PROXY: 'http://a.test', https_proxy: 'https://b.test/' })?.url).toBe('https://b.test');
    expect(proxyFromEnv({ https_proxy: '10.1.2.3:8080' })?.url).toBe('http://10.1.2.3:8080');
  });

  it.each(['socks5://user:geheim@127.0.0.1:1080', 'ftp://proxy.test', 'http://', 'http://proxy.test/path', 'http://a b'])(
    'is refused when it cannot be used (%s), without a word of it',
    (url) => {
      const refused = () => proxyFromEnv({ HTTPS_PROXY: url });
      expect(refused).toThrow(AccountProblem);
      expect(refused).toThrow(expect.objectContaining({ code: 'PROXY_REFUSED', message: expect.not.stringContaining('geheim') }));
    },
  );

  it('is for https to other machines', () => {
    expect(through(SERVICE)).toBe(true);
    expect(through('http://127.0.0.1:8787/api/v1')).toBe(false);
    expect(through('https://localhost/api/v1')).toBe(false);
    expect(through('https://[::1]:8443/api/v1')).toBe(false);
  });

  it.each(['*', 'aliyuncs.com', '.aliyuncs.com', '*.aliyuncs.com', 'DASHSCOPE-INTL.aliyuncs.com', 'x, aliyuncs.com:443'])(
    'is left out for what NO_PROXY names: %s',
    (except) => expect(through(SERVICE, except)).toBe(false),
  );

  it.each(['', 'yuncs.com', 'aliyuncs.com:8443', 'aliyuncs.com.evil.test', '10.0.0.0/8', '.', '[', '/', ':443'])(
    'is not left out for another name: "%s"',
    (except) => expect(through(SERVICE, except)).toBe(true),
  );

  it('is left out for addresses and networks', () => {
    expect(through('https://10.1.2.3/api/v1', '10.0.0.0/8')).toBe(false);
    expect(through('https://11.1.2.3/api/v1', '10.0.0.0/8')).toBe(true);
    expect(through('https://10.1.2.3/api/v1', '10.1.2.3')).toBe(false);
    expect(through('https://10.1.2.3/api/v1', '2.3')).toBe(true);
    expect(through('https://[fd00::1]:8443/api/v1', '[fd00::]/8, fd00::/8')).toBe(false);
    expect(through('https://10.1.2.3/api/v1', '10.0.0.0/99')).toBe(true);
  });
});

/** A proxy that does with each CONNECT what it is told, and the headers it got. */
const startProxy = async (onConnect: (socket: Socket) => void) => {
  const connects: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connect', (request, stream) => {
    const socket = stream as Socket;
    sockets.add(socket);
    socket.on('error', () => undefined);
    connects.push(request.url ?? '');
    authorizations.push(request.headers['proxy-authorization']);
    onConnect(socket);
  });
  await listen(server);
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });
  return { url: `http://user:geh%20eim@127.0.0.1:${portOf(server)}`, connects, authorizations };
};

/** A proxy that opens tunnels, to a service of ours whatever host is named. */
const startTunnel = (service: Parameters<typeof portOf>[0]) =>
  startProxy((socket) => {
    const upstream = connect(portOf(service), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => undefined);
  });

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const closed = (server: Server): Promise<void> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
};

describe('calls through a proxy', () => {
  it.each([
    ['asks for a password', 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'],
    ['forbids it', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nforbidden'],
    ['does not reach the service', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
    ['hangs up', undefined],
  ])('sent nothing when the proxy %s: the create may be made again, and no password is told', async (_name, answer) => {
    const proxy = await startProxy((socket) => (answer === undefined ? socket.destroy() : socket.end(answer)));
    const client = clientOf({ baseUrl: SERVICE, proxy: proxyFromEnv({ HTTPS_PROXY: proxy.url }) });
    const error = await thrownBy(client.createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'NotAccepted', code: 'PROXY_REFUSED_CONNECTION' });
    expect(everythingIn(error)).not.toMatch(/geh|eim/);
    expect(await thrownBy(client.getTask('t'))).toMatchObject({ name: 'Unavailable', code: 'PROXY_REFUSED_CONNECTION' });
    expect(proxy.connects).toEqual(['dashscope-intl.aliyuncs.com:443', 'dashscope-intl.aliyuncs.com:443']);
    expect(proxy.authorizations[0]).toBe(`Basic ${Buffer.from('user:geh eim').toString('base64')}`);
  });

  it('sent nothing while the proxy is still waited for', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const proxy = await startProxy(() => arrived());
    const clock = createVirtualClock();
    const client = clientOf({ baseUrl: SERVICE, clock, proxy: proxyFromEnv({ HTTPS_PROXY: proxy.url }) });
    const thrown = thrownBy(client.createTask(PLAIN_TASK));
    await arrival;
    await clock.advance(30_000);
    expect(await thrown).toMatchObject({ name: 'NotAccepted', cause: { name: 'DeadlineExceeded' } });
  });

  it('reach the service inside TLS, each in a tunnel of its own', async () => {
    const { key, cert } = createCertificate('service.test');
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, cert]);
    const got: string[] = [];
    const service = createTlsServer({ key, cert }, (request, response) => {
      got.push(`${request.method} ${request.url} ${request.headers.host} ${request.headers.authorization}`);
      response.end(JSON.stringify({ output: { task_id: 'task-1', task_status: 'PENDING' }, request_id: 'r' }));
    });
    await listen(service);
    open.push(async () => {
      setDefaultCACertificates(before);
      await closed(service);
    });
    const proxy = await startTunnel(service);
    const client = clientOf({ baseUrl: 'https://service.test/api/v1', proxy: proxyFromEnv({ HTTPS_PROXY: proxy.url }) });
    expect(await client.createTask(PLAIN_TASK)).toMatchObject({ taskId: 'task-1' });
    expect(await client.getTask('task-1')).toMatchObject({ status: 'PENDING' });
    expect(got).toEqual([
      `POST /api/v1/services/aigc/image2image/image-synthesis service.test Bearer ${KEY}`,
      `GET /api/v1/tasks/task-1 service.test Bearer ${KEY}`,
    ]);
    expect(proxy.connects).toEqual(['service.test:443', 'service.test:443']);
  });

  it('send nothing when the service behind the tunnel cannot prove who it is', async () => {
    const service = createTlsServer(createCertificate('service.test'), () => undefined);
    await listen(service);
    open.push(() => closed(service));
    const proxy = await startTunnel(service);
    const client = clientOf({ baseUrl: 'https://service.test/api/v1', proxy: proxyFromEnv({ HTTPS_PROXY: proxy.url }) });
    expect(await thrownBy(client.createTask(PLAIN_TASK))).toMatchObject({ name: 'NotAccepted', code: 'SERVICE_UNREACHABLE' });
  });

  it('go to this machine without one', async () => {
    const server = await startWireServer(json(200, { output: { task_id: 't', task_status: 'RUNNING' } }));
    open.push(() => server.close());
    const client = clientOf({ baseUrl: server.baseUrl, proxy: proxyFromEnv({ HTTPS_PROXY: 'http://127.0.0.1:1' }) });
    expect(await client.getTask('t')).toMatchObject({ status: 'RUNNING' });
  });
});
