/** Answers of the embedded server: errors in the one shape that the API has, bodies read within bounds. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InvalidEdit, type Problem } from '#core/errors.ts';

/** One request and its answer, passed along the routes until one answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Path and query; the origin means nothing. */
  readonly url: URL;
}

/** Answers a request, or says that it is not for this route. */
export type Route = (exchange: Exchange) => Promise<'answered' | 'pass'> | 'answered' | 'pass';

/** Sends a text or bytes whole. HEAD gets the headers alone. */
export const send = (
  { response, method }: Pick<Exchange, 'response' | 'method'>,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = '',
): 'answered' => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(method === 'HEAD' ? undefined : body);
  return 'answered';
};

/** Sends JSON. */
export const sendJson = (exchange: Pick<Exchange, 'response' | 'method'>, status: number, body: unknown): 'answered' =>
  send(
    exchange,
    status,
    { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    JSON.stringify(body),
  );

/** Sends a problem as the one error shape of the API. */
export const sendProblem = (exchange: Pick<Exchange, 'response' | 'method'>, status: number, error: Problem): 'answered' =>
  sendJson(exchange, status, { error });

/** Reads a body of at most `maxBytes`. @throws InvalidEdit BODY_TOO_LARGE */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of limited(request, maxBytes)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

/** The body as it comes, until it is longer than allowed. @throws InvalidEdit BODY_TOO_LARGE */
export async function* limited(request: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

const tooLarge = (maxBytes: number): InvalidEdit =>
  new InvalidEdit({
    code: 'BODY_TOO_LARGE',
    message: `the body is longer than ${maxBytes} bytes`,
    hint: 'Upload images with POST /uploads and name them by key; an image has at most 10 MB.',
  });
