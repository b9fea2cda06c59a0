/** The simulator's HTTP interface on a socket, with the faults that happen on the wire. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, pause } from '../clock.ts';
import { type Answer, type Handle, htmlInstead, MAX_BODY_BYTES } from './exchange.ts';

/** Reads a body of at most {@link MAX_BODY_BYTES}; undefined when there is more. */
const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const headersOf = (request: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/** The headers of an answer; without a length, Node sends its body in chunks. */
const headersTo = (answer: Answer): Record<string, string> => ({
  ...answer.headers,
  ...(answer.chunked === true ? {} : { 'content-length': String(answer.body.byteLength) }),
});

const send = (response: ServerResponse, answer: Answer): void => {
  response.writeHead(answer.status, headersTo(answer));
  response.end(answer.body);
};

/** Sends one byte a second until all is sent or the reader has left. */
const trickle = async (response: ServerResponse, answer: Answer, clock: Clock): Promise<void> => {
  response.writeHead(answer.status, headersTo(answer));
  for (let index = 0; index < answer.body.byteLength && !response.destroyed; index += 1) {
    response.write(answer.body.subarray(index, index + 1));
    await pause(clock, 1000);
  }
  response.end();
};

const sendHalf = (response: ServerResponse, answer: Answer): void => {
  response.writeHead(answer.status, headersTo(answer));
  response.write(answer.body.subarray(0, Math.floor(answer.body.byteLength / 2)), () => response.destroy());
};

const sendThroughFault = async (response: ServerResponse, answer: Answer, clock: Clock): Promise<void> => {
  const wire = answer.wire;
  switch (wire?.kind) {
    case undefined:
      return send(response, answer);
    case 'drop':
      response.socket?.destroy();
      return;
    case 'delay':
      await pause(clock, wire.ms);
      return send(response, answer);
    case 'slow-loris':
      return trickle(response, answer, clock);
    case 'truncate':
      return sendHalf(response, answer);
    case 'html':
      return send(response, htmlInstead(answer));
  }
};

/** Puts the simulated service on a socket. Without `listen` nothing is opened. */
export const createHttpServer = (handle: Handle, clock: Clock): Server => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // The Date header is the service's own, by its own clock, or is left out.
    response.sendDate = false;
    const body = await readBody(request);
    if (body === undefined) response.setHeader('connection', 'close');
    const exchange = { method: request.method ?? 'GET', url: request.url ?? '/', headers: headersOf(request), body };
    await sendThroughFault(response, await handle(exchange), clock);
  };
  return createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
};
