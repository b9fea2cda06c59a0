/** The transport over Node's own client. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '#core/ports/clock.ts';
import { createConnectionPool } from './connection-pool.ts';
import { ACCEPTED_ENCODINGS } from './decode.ts';
import type { ServiceProxy } from './proxy.ts';
import {
  type Answer,
  type Call,
  exactly,
  type Headers,
  readText,
  type Transport,
  TransportFailure,
  withBody,
} from './transport.ts';

/** A segment that `URL` would take for "here" or "up", encoded or not; it is sent as it is. */
const DOTS = /\/(%2E){1,2}(\/|$)/;

const contentLength = (call: Call): number =>
  typeof call.body === 'string' ? Buffer.byteLength(call.body) : (call.body?.bytes ?? 0);

const headersOf = ({ headers }: IncomingMessage): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));

/** The transport over Node's own client: knows to the byte whether a request could have left, and streams bodies. */
export const createHttpTransport = (clock: Clock, proxy?: ServiceProxy): Transport => {
  const connections = createConnectionPool(clock, proxy);

  return (call, signal, sending) =>
    new Promise<Answer>((resolve, reject) => {
      const url = new URL(call.url);
      const secure = url.protocol === 'https:';
      let mayBeSent = false;
      const fail = (cause: unknown): void => reject(new TransportFailure(!mayBeSent, cause));
      const connected = (): void => {
        mayBeSent = true;
        sending();
      };
      const headers = {
        'accept-encoding': ACCEPTED_ENCODINGS,
        ...call.headers,
        ...(call.method === 'POST' ? { 'content-length': contentLength(call) } : {}),
      };
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: call.method,
        ...(DOTS.test(call.url) ? { path: call.url.slice(url.origin.length) } : {}),
        headers,
        agent: connections(url, { fresh: call.freshConnection }),
        signal,
      });
      request.on('socket', (socket) => {
        if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
        else connected();
      });
      request.on('error', fail);
      request.on('response', (response: IncomingMessage) => {
        const headers = headersOf(response);
        const read = () => readText(response, headers['content-encoding']);
        withBody(response.statusCode ?? 0, headers, read).then(resolve, fail);
      });
      if (call.body === undefined || typeof call.body === 'string') request.end(call.body);
      else pipeline(Readable.from(exactly(call.body)), request).catch(fail);
    });
};
