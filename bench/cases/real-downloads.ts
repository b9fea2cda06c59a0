/** The real downloads over a request that reaches the simulated service without a socket, and a resolver that says what the run wants. */
import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { createResultDownloads, type ResultDownloadsDeps } from '#adapters/dashscope/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import type { ResultReply, TaskService } from '#simulator/index.ts';

/** A public address. */
const PUBLIC = '47.88.1.2';

const messageOf = ({ status, headers, body, chunked }: ResultReply): IncomingMessage => {
  const message = Readable.from([body.subarray(0, body.length >> 1), body.subarray(body.length >> 1)]);
  const length = chunked === true ? {} : { 'content-length': String(body.byteLength) };
  return Object.assign(message, {
    statusCode: status,
    headers: { ...headers, ...length },
    complete: true,
  }) as unknown as IncomingMessage;
};

/** Looks the host up as Node's client does, if the options bring a lookup; then asks the service. */
const requestTo =
  (service: TaskService) =>
  (url: URL, { lookup }: RequestOptions): ClientRequest => {
    const request = new EventEmitter();
    const answer = (): void => {
      service.getResult('GET', url.pathname + url.search).then(
        (reply) => request.emit('response', messageOf(reply)),
        (error: unknown) => request.emit('error', error),
      );
    };
    const end = (): void => {
      if (url.protocol !== 'https:') request.emit('error', new Error(`${url.protocol} is not how the storage is reached`));
      else if (lookup === undefined) answer();
      else lookup(url.hostname, { all: true }, (error) => (error === null ? answer() : request.emit('error', error)));
    };
    return Object.assign(request, { end }) as unknown as ClientRequest;
  };

/** Downloads as they are deployed, on a machine whose resolver answers `addresses`. */
export const realDownloads =
  ({ addresses = [PUBLIC], ...deps }: Partial<ResultDownloadsDeps> & { readonly addresses?: readonly string[] } = {}) =>
  (service: TaskService, clock: Clock): ResultDownloads =>
    createResultDownloads({ clock, resolve: async () => addresses, request: requestTo(service), ...deps });
