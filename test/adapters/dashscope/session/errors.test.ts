import { afterEach, describe, expect, it } from 'vitest';
import { AccountProblem, EditError, Unavailable } from '#core/errors.ts';
import { SERVICE_ERRORS } from '#core/service/error-codes.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { clientOf, keyring, PLAIN_TASK, thrownBy } from '../client.ts';
import { closedBaseUrl, startSocketServer, startWireServer } from '../wire-server.ts';

const BASE = 'https://service.example/api/v1';
const REMEDY_NAMES = { retry: 'NotAccepted', 'fix-input': 'InvalidEdit', 'fix-account': 'AccountProblem' } as const;

/** A client whose every call is answered alike. */
const answering = (status: number, body: unknown) =>
  clientOf({
    baseUrl: BASE,
    fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }),
  });
const refusing = (status: number, code: string) => answering(status, { code, message: 'words', request_id: 'request-1' });

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
const cleanly = <T extends { close(): Promise<void> }>(server: T): T => {
  cleanups.push(() => server.close());
  return server;
};

describe('a create that is refused', () => {
  const refusals = [...SERVICE_ERRORS].filter(([, { statuses }]) => statuses.every((status) => status < 500));

  it.each(refusals)('with %s is told by code and status together', async (code, { statuses: [status = 400], meaning }) => {
    const error = await thrownBy(refusing(status, code).createTask(PLAIN_TASK));
    const tooLarge = meaning.code === 'REQUEST_TOO_LARGE';
    expect(error).toMatchObject({ name: tooLarge ? 'NotAccepted' : REMEDY_NAMES[meaning.remedy], code: meaning.code });
    expect(error).toBeInstanceOf(EditError);
    expect(error.message).toContain(code);
    expect(error.message).toContain('request-1');
  });

  it.each(refusals)('with %s in a 200 without a task id is that refusal', async (code, { meaning }) => {
    const error = await thrownBy(answering(200, { code, message: 'words' }).createTask(PLAIN_TASK));
    expect(error).not.toMatchObject({ name: 'SubmissionUnknown' });
    expect(error).toMatchObject({ code: meaning.code });
  });

  it.each([
    [400, 'InternalError.Algo.InvalidParameter', 'InvalidEdit', 'REQUEST_REFUSED'],
    [400, 'data_inspection_failed', 'InvalidEdit', 'CONTENT_REFUSED'],
    [404, 'model_not_found', 'AccountProblem', 'MODEL_NOT_ACTIVATED'],
    [410, 'ModelDeprecated', 'AccountProblem', 'MODEL_RETIRED'],
    [429, 'insufficient_quota', 'NotAccepted', 'QUOTA_EXCEEDED'],
    [429, 'Brandnew', 'NotAccepted', 'THROTTLED'],
    [429, 'InvalidParameter', 'NotAccepted', 'THROTTLED'],
    [400, 'Throttling.AllocationQuota', 'NotAccepted', 'QUOTA_EXCEEDED'],
    [413, 'Brandnew', 'NotAccepted', 'REQUEST_TOO_LARGE'],
    [400, 'BadRequest.TooLarge', 'NotAccepted', 'REQUEST_TOO_LARGE'],
  ])('with HTTP %i and the code %s is %s, %s', async (status, code, name, ours) => {
    expect(await thrownBy(refusing(status, code).createTask(PLAIN_TASK))).toMatchObject({ name, code: ours });
  });

  it('is told by the code inside `error` too, as ways that speak OpenAI write it', async () => {
    const body = { error: { code: 'data_inspection_failed', message: 'words' }, request_id: 'request-1' };
    expect(await thrownBy(answering(400, body).createTask(PLAIN_TASK))).toMatchObject({ name: 'InvalidEdit' });
  });

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'retry-after': '7', 'retry-after-ms': '250' }, 250],
    [{ date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 10:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('for a while says for how long and over which limit: %j', async (headers, retryAfterMs) => {
    const fetch = async () => new Response('', { status: 429, headers: headers as Record<string, string> });
    const error = await thrownBy(clientOf({ baseUrl: BASE, fetch }).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'NotAccepted', limit: 'rate' });
    expect(Reflect.get(error, 'retryAfterMs')).toBe(retryAfterMs);
  });
});

describe('a create whose answer names a task', () => {
  it.each([200, 201, 203, 400, 403, 429, 500, 503])('has made it, whatever else it says, with HTTP %i', async (status) => {
    for (const output of [{ output: { task_id: 'task-1' } }, { task_id: 'task-1' }]) {
      const body = { ...output, code: 'InvalidParameter', message: 'm', request_id: 'r' };
      expect(await answering(status, body).createTask(PLAIN_TASK)).toMatchObject({ taskId: 'task-1' });
    }
  });

  it('is looked at also where something on the way changed the status to 203', async () => {
    const body = { output: { task_id: 't', task_status: 'RUNNING' }, request_id: 'r' };
    expect(await answering(203, body).getTask('t')).toMatchObject({ status: 'RUNNING' });
  });

  it('is refused in the words of a gateway of Alibaba Cloud too, which begin with capitals', async () => {
    const body = { Code: 'InvalidApiKey', Message: 'words', RequestId: 'request-1' };
    expect(await thrownBy(answering(401, body).createTask(PLAIN_TASK))).toMatchObject({ code: 'API_KEY_REFUSED' });
  });
});

describe('a create whose answer is not the word of the service', () => {
  it.each([
    [200, ''],
    [200, '<html></html>'],
    [200, '{"output":{"task_status":"PENDING"}}'],
    [200, '{"output":{"task_id":""}}'],
    [200, '{"code":"InternalError","message":"m","request_id":"r"}'],
    [200, '{"code":"RequestTimeOut","message":"m","request_id":"r"}'],
    [200, '{"code":"Brandnew","message":"m","request_id":"r"}'],
    [302, ''],
    [307, '<html></html>'],
    [308, ''],
    [400, '<html></html>'],
    [400, '{"code":"Brandnew","message":"m","request_id":"r"}'],
    [400, '{"code":"InvalidParameter","message":"no request id"}'],
    [401, '<html></html>'],
    [403, '<html></html>'],
    [404, '<html></html>'],
    [404, '{"code":"Brandnew","message":"m","request_id":"r"}'],
    [400, '{"code":"InternalError","message":"m","request_id":"r"}'],
    [407, ''],
    [408, '{"code":"RequestTimeOut","message":"m","request_id":"r"}'],
    [409, '{"code":"Brandnew","message":"m","request_id":"r"}'],
    [499, '<html></html>'],
    [500, ''],
    [502, '<html>Bad Gateway</html>'],
    [503, '{"code":"ModelUnavailable","message":"no request id"}'],
    [503, '{"code":"Throttling","message":"m","request_id":"r"}'],
    [500, '{"message":"no code","request_id":"r"}'],
    [504, '{"code":"InternalError","message":"m","request_id":"r"}'],
  ])('leaves open whether a task exists: HTTP %i %s', async (status, body) => {
    const error = await thrownBy(answering(status, body).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'SubmissionUnknown', code: 'SUBMISSION_UNKNOWN' });
  });

  it.each([...SERVICE_ERRORS.keys()])(
    'leaves open with any 5xx whether a task exists, also with %s and a request id',
    async (code) => {
      for (const status of [500, 502, 503, 504]) {
        expect(await thrownBy(refusing(status, code).createTask(PLAIN_TASK))).toMatchObject({ name: 'SubmissionUnknown' });
      }
    },
  );

  it.each([
    [413, 'REQUEST_TOO_LARGE'],
    [429, 'THROTTLED'],
  ])('proves with HTTP %i, whatever stands in it, that none does', async (status, code) => {
    for (const body of ['', '<html></html>', '{', '{"code":7}']) {
      expect(await thrownBy(answering(status, body).createTask(PLAIN_TASK))).toMatchObject({ name: 'NotAccepted', code });
    }
  });

  it('is not asked for again with a fresh key when a 401 is not the word of the service', async () => {
    const keys: string[] = [];
    const fetch = async (_url: unknown, init?: RequestInit) => {
      keys.push(new Headers(init?.headers).get('authorization') ?? '');
      return new Response('<html></html>', { status: 401 });
    };
    const client = clientOf({ baseUrl: BASE, fetch: fetch as typeof globalThis.fetch, secrets: keyring('sk-old-1', 'sk-new-2') });
    expect(await thrownBy(client.createTask(PLAIN_TASK))).toMatchObject({ name: 'SubmissionUnknown' });
    expect(keys).toEqual(['Bearer sk-old-1']);
  });
});

describe('a key that cannot be read', () => {
  const denied = new Unavailable({ code: 'SECRETS_UNAVAILABLE', message: 'denied', hint: 'h' });
  const missing = new AccountProblem({ code: 'API_KEY_MISSING', message: 'missing', hint: 'h' });
  const client = (error: unknown) => {
    const sent: unknown[] = [];
    const fetch = async (url: unknown) => {
      sent.push(url);
      return new Response('{}');
    };
    const apiKey = async (): Promise<string> => {
      throw error;
    };
    return { sent, model: clientOf({ baseUrl: BASE, secrets: { apiKey }, fetch: fetch as typeof globalThis.fetch }) };
  };

  it.each([
    [denied, 'Unavailable', 'NotAccepted', 'SECRETS_UNAVAILABLE'],
    [missing, 'AccountProblem', 'AccountProblem', 'API_KEY_MISSING'],
    [new Error('socket hang up'), 'Unavailable', 'NotAccepted', 'API_KEY_UNREADABLE'],
  ])('leaves nothing in doubt, since nothing was sent: %s', async (error, ready, create, code) => {
    const { model, sent } = client(error);
    expect(await thrownBy(model.ready())).toMatchObject({ name: ready, code });
    expect(await thrownBy(model.createTask(PLAIN_TASK))).toMatchObject({ name: create, code });
    expect(await thrownBy(model.getTask('t'))).toMatchObject({ name: ready, code });
    expect(sent).toEqual([]);
  });

  it('is not noticed when it can', async () => {
    await clientOf({ baseUrl: BASE }).ready();
  });

  it('after a 401 leaves nothing in doubt either', async () => {
    const apiKey = async (options?: { readonly fresh?: boolean }) => {
      if (options?.fresh) throw denied;
      return 'sk-old-key-1';
    };
    const fetch = async () => new Response('{"code":"InvalidApiKey","message":"m","request_id":"r"}', { status: 401 });
    expect(await thrownBy(clientOf({ baseUrl: BASE, fetch, secrets: { apiKey } }).createTask(PLAIN_TASK))).toMatchObject({
      name: 'NotAccepted',
      code: 'SECRETS_UNAVAILABLE',
    });
  });
});

describe('a create whose connection fails', () => {
  it('was not accepted when nobody listens', async () => {
    const error = await thrownBy(clientOf({ baseUrl: await closedBaseUrl() }).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'NotAccepted', code: 'SERVICE_UNREACHABLE' });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.cause).toMatchObject({ name: 'TransportFailure', cause: { code: 'ECONNREFUSED' } });
  });

  it('was not accepted when the TLS handshake fails', async () => {
    const server = cleanly(await startSocketServer((socket) => socket.on('data', () => socket.end('this is not TLS'))));
    const error = await thrownBy(clientOf({ baseUrl: `https://127.0.0.1:${server.port}/api/v1` }).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'NotAccepted' });
  });

  it('was not accepted when the other side hangs up during the TLS handshake', async () => {
    const server = cleanly(await startSocketServer((socket) => socket.on('data', () => socket.destroy())));
    const error = await thrownBy(clientOf({ baseUrl: `https://127.0.0.1:${server.port}/api/v1` }).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'NotAccepted' });
  });

  it('is unknown when the connection is cut once the request could have left', async () => {
    const server = cleanly(await startSocketServer((socket) => socket.on('data', () => socket.resetAndDestroy())));
    const error = await thrownBy(clientOf({ baseUrl: server.baseUrl }).createTask(PLAIN_TASK));
    expect(error).toMatchObject({ name: 'SubmissionUnknown' });
  });

  it('is unknown when the answer breaks off', async () => {
    const server = cleanly(
      await startWireServer((_request, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{"output":{"task_id":"task-1"', () => response.destroy());
      }),
    );
    expect(await thrownBy(clientOf({ baseUrl: server.baseUrl }).createTask(PLAIN_TASK))).toMatchObject({
      name: 'SubmissionUnknown',
    });
  });

  it('sends a request once, also when the server closes the connection after each answer or before it', async () => {
    const server = cleanly(await startWireServer((_request, response) => void response.destroy()));
    await thrownBy(clientOf({ baseUrl: server.baseUrl }).createTask(PLAIN_TASK));
    await thrownBy(clientOf({ baseUrl: server.baseUrl, fetch: globalThis.fetch }).createTask(PLAIN_TASK));
    expect(server.received).toHaveLength(2);
  });

  it.each([
    [{ code: 'ECONNREFUSED' }, 'NotAccepted'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'NotAccepted'],
    [{ code: 'EAI_AGAIN' }, 'NotAccepted'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'NotAccepted'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'NotAccepted'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'NotAccepted'],
    [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'NotAccepted'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH', syscall: 'connect' }] }, 'NotAccepted'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }] }, 'SubmissionUnknown'],
    [{ code: 'ECONNRESET' }, 'SubmissionUnknown'],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'SubmissionUnknown'],
    [{ code: 'UND_ERR_SOCKET' }, 'SubmissionUnknown'],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'SubmissionUnknown'],
    [{}, 'SubmissionUnknown'],
  ])('over a given fetch, the cause %j means %s', async (cause, name) => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('m'), cause) });
    };
    expect(await thrownBy(clientOf({ baseUrl: BASE, fetch }).createTask(PLAIN_TASK))).toMatchObject({ name });
  });
});

describe('a deadline', () => {
  const silent = async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = cleanly(await startWireServer(() => arrived()));
    return { ...server, arrival };
  };

  it('of 30 s makes an unanswered create unknown', async () => {
    const { baseUrl, arrival } = await silent();
    const clock = createVirtualClock();
    const thrown = thrownBy(clientOf({ baseUrl, clock }).createTask(PLAIN_TASK));
    await arrival;
    await clock.advance(29_999);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect(await thrown).toMatchObject({ name: 'SubmissionUnknown', cause: { name: 'DeadlineExceeded' } });
    expect(clock.sleeping).toBe(0);
  });

  it('proves that nothing was created while the handshake is still waited for', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = cleanly(await startSocketServer((socket) => socket.on('data', () => arrived())));
    const clock = createVirtualClock();
    const thrown = thrownBy(clientOf({ baseUrl: `https://127.0.0.1:${server.port}/api/v1`, clock }).createTask(PLAIN_TASK));
    await arrival;
    await clock.advance(30_000);
    expect(await thrown).toMatchObject({ name: 'NotAccepted', cause: { name: 'DeadlineExceeded' } });
  });

  it('proves that nothing was created while the key is still waited for', async () => {
    const clock = createVirtualClock();
    const never = { apiKey: () => new Promise<string>(() => undefined) };
    const thrown = thrownBy(clientOf({ baseUrl: BASE, clock, secrets: never }).createTask(PLAIN_TASK));
    await clock.advance(30_000);
    expect(await thrown).toMatchObject({ name: 'NotAccepted' });
  });

  it.each([
    ['get', 10_000, (client: ReturnType<typeof clientOf>) => client.getTask('t')],
    [
      'list',
      15_000,
      (client: ReturnType<typeof clientOf>) => client.listTasks({ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1) }),
    ],
    ['cancel', 10_000, (client: ReturnType<typeof clientOf>) => client.cancelTask('t')],
    [
      'upload',
      120_000,
      (client: ReturnType<typeof clientOf>) =>
        client.uploadPicture({ name: 'a', mediaType: 'image/png', bytes: 0, body: none() }),
    ],
  ])('ends %s after %i ms with Unavailable', async (_name, ms, call) => {
    const { baseUrl, arrival } = await silent();
    const clock = createVirtualClock();
    const thrown = thrownBy(call(clientOf({ baseUrl, clock })));
    await arrival;
    await clock.advance(ms - 1);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect(await thrown).toMatchObject({ name: 'Unavailable', code: 'SERVICE_UNREACHABLE' });
  });

  it('is not needed when the caller gives up: before sending nothing was created, afterwards it is unknown', async () => {
    const { baseUrl, arrival, received } = await silent();
    const client = clientOf({ baseUrl });
    const gone = AbortSignal.abort(new Error('going away'));
    expect(await thrownBy(client.createTask(PLAIN_TASK, { signal: gone }))).toMatchObject({ name: 'NotAccepted' });
    expect(received).toHaveLength(0);
    const abort = new AbortController();
    const thrown = thrownBy(client.createTask(PLAIN_TASK, { signal: abort.signal }));
    await arrival;
    abort.abort(new Error('going away'));
    expect(await thrown).toMatchObject({ name: 'SubmissionUnknown', cause: { message: 'going away' } });
  });
});

describe('a read that fails', () => {
  it.each([...SERVICE_ERRORS].filter(([code]) => code !== 'UnsupportedOperation'))(
    'with %s never changes what an edit is, also in a 200',
    async (code, { statuses: [status = 400], meaning }) => {
      const name = meaning.remedy === 'fix-account' ? 'AccountProblem' : 'Unavailable';
      for (const client of [refusing(status, code), refusing(200, code)]) {
        expect(await thrownBy(client.getTask('t'))).toMatchObject({ name, code: meaning.code });
        expect(await thrownBy(client.cancelTask('t'))).toMatchObject({ name, code: meaning.code });
      }
    },
  );

  it('with a 5xx is never about the account', async () => {
    expect(await thrownBy(refusing(503, 'AccessDenied').getTask('t'))).toMatchObject({ name: 'Unavailable' });
  });

  it.each([301, 403, 404, 407, 408, 410, 429, 499, 500, 502, 503])(
    'with a web page and HTTP %i is for the moment',
    async (status) => {
      expect(await thrownBy(answering(status, '<html></html>').getTask('t'))).toMatchObject({ name: 'Unavailable' });
    },
  );

  it.each(['', '{}', '<html></html>', '{"output":{}}', '{"output":{"task_id":"another","task_status":"FAILED"}}'])(
    'with HTTP 200 and %s is for the moment',
    async (body) => {
      expect(await thrownBy(answering(200, body).getTask('t'))).toMatchObject({ name: 'Unavailable', code: 'ANSWER_UNREADABLE' });
    },
  );

  it('leaves one line in the log: the call and our code', async () => {
    const telemetry = createRecordingTelemetry();
    const client = clientOf({ baseUrl: BASE, telemetry, fetch: async () => json503() });
    await thrownBy(client.getTask('t'));
    expect(telemetry.lines).toEqual([
      {
        level: 'warn',
        event: 'model.call-failed',
        fields: { call: 'get', error: 'Unavailable', code: 'SERVICE_OVERLOADED', milliseconds: 0 },
      },
    ]);
  });

  it('does not swallow answers without end', async () => {
    const server = cleanly(
      await startWireServer((_request, response) => {
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), more);
        };
        more();
      }),
    );
    expect(await thrownBy(clientOf({ baseUrl: server.baseUrl }).getTask('t'))).toMatchObject({ name: 'Unavailable' });
  });
});

const json503 = (): Response =>
  new Response(JSON.stringify({ code: 'ModelUnavailable', message: 'm', request_id: 'r' }), { status: 503 });
const none = async function* (): AsyncGenerator<Uint8Array> {};
