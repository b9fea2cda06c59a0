/** Which path is which call of the simulated service. */
import { serviceError } from '../error-codes.ts';
import type { Sent } from '../lies/lie.ts';
import type { CallHeaders, TaskService } from '../model-studio/contract.ts';
import { errorReply, type Reply } from '../model-studio/reply.ts';
import { type Answer, type Exchange, type Handle, json } from './exchange.ts';
import type { Uploads } from './uploads.ts';

const CREATE = '/api/v1/services/aigc/image2image/image-synthesis';

const callHeaders = (exchange: Exchange): CallHeaders => ({
  apiKey: /^Bearer\s+(\S.*)$/i.exec(exchange.headers.authorization ?? '')?.[1]?.trim(),
  async: exchange.headers['x-dashscope-async'],
  ossResolve: exchange.headers['x-dashscope-ossresourceresolve'],
  bodyBytes: exchange.body?.byteLength ?? 0,
});

const answer = (reply: Reply): Answer =>
  reply.page === undefined
    ? json(reply.status === 0 ? 500 : reply.status, reply.body, reply.wire)
    : {
        ...json(reply.status, {}, reply.wire),
        headers: { 'content-type': 'text/html' },
        body: Buffer.from(reply.page),
      };

const isJson = (answered: Answer): boolean => answered.headers['content-type'] === 'application/json';

const parseJson = (body: Uint8Array | undefined): unknown => {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Decodes one path segment; a segment that is not valid stays as written. */
const segment = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Answers every path of the simulated service: tasks, uploads and result images. Trailing slashes are allowed. Every answer says in
 * its Date header what time it is by the service's clock.
 */
export const createHandle = (service: TaskService, uploads: Uploads): Handle => {
  const reject = (code: string, message?: string): Answer => {
    const error = serviceError(code, message);
    return json(error.status, errorReply(error, service.newId()).body);
  };
  const wrongMethod = (exchange: Exchange): Answer =>
    reject('InvalidParameter', `Request method '${exchange.method}' is not supported.`);

  const taskCall = (exchange: Exchange, path: string, query: URLSearchParams): Answer => {
    const headers = callHeaders(exchange);
    const [id, verb, ...rest] = path.split('/').slice(4).map(segment);
    if (rest.length > 0 || (verb !== undefined && verb !== 'cancel')) return reject('NotFound');
    if (exchange.method !== (verb === undefined ? 'GET' : 'POST')) return wrongMethod(exchange);
    if (id === undefined) return answer(service.listTasks(headers, Object.fromEntries(query)));
    return answer(verb === undefined ? service.getTask(headers, id) : service.cancelTask(headers, id));
  };

  const route = async (exchange: Exchange): Promise<Answer> => {
    if (exchange.body === undefined) return reject('BadRequest.TooLarge');
    const url = new URL(exchange.url, 'http://simulator.invalid');
    const path = url.pathname.replace(/\/+$/, '');
    if (path === CREATE) {
      if (exchange.method !== 'POST') return wrongMethod(exchange);
      return answer(service.createTask(callHeaders(exchange), parseJson(exchange.body)));
    }
    if (path === '/api/v1/tasks' || path.startsWith('/api/v1/tasks/')) return taskCall(exchange, path, url.searchParams);
    if (path === '/api/v1/uploads') {
      return exchange.method === 'GET' ? uploads.policy(callHeaders(exchange), url.searchParams) : wrongMethod(exchange);
    }
    if (path === '/api/v1/quotas') {
      return exchange.method === 'GET'
        ? answer(service.getQuotas(callHeaders(exchange), Object.fromEntries(url.searchParams)))
        : wrongMethod(exchange);
    }
    if (path === '/dashscope-upload' && exchange.method === 'POST') return uploads.receive(exchange);
    if (path.startsWith('/dashscope-result/')) return service.getResult(exchange.method, exchange.url);
    if (path.startsWith('/api/v1/services/')) return reject('InvalidParameter', 'url error, please check url!');
    return reject('NotFound');
  };

  return async (exchange) => {
    const answered = await route(exchange).catch((cause: unknown) =>
      reject('InternalError', `An internal error has occurred: ${String(cause)}`),
    );
    const date = service.date();
    const dated = date === undefined ? answered : { ...answered, headers: { ...answered.headers, date } };
    const tells = isJson(dated) ? service.lies.told('answer') : [];
    if (tells.length === 0) return dated;
    const asked = { acceptEncoding: exchange.headers['accept-encoding'] ?? '', now: service.now() };
    const { wire } = dated;
    const told = tells.reduce<Sent>((sent, tell) => tell(sent, asked), dated);
    return { ...told, ...(wire === undefined ? {} : { wire }) };
  };
};
