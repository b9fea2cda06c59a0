/** The transport over a `fetch` that is given, such as a test gives. */
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { type Call, exactly, readText, type Transport, TransportFailure, withBody } from './transport.ts';

/** Codes that only a name lookup, a connect or a TLS handshake can end with: nothing of the request was written yet. */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);
const HANDSHAKE = /^(CERT_|UNABLE_TO_|SELF_SIGNED_CERT|ERR_TLS_CERT_|ERR_SSL_WRONG_VERSION)/;

/** Whether an error of `fetch` proves that the request was never written. */
export const provesNotSent = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, syscall, cause, errors } = error as { code?: unknown; syscall?: unknown; cause?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.every(provesNotSent);
  if (typeof code !== 'string') return provesNotSent(cause);
  return BEFORE_SENDING.has(code) || HANDSHAKE.test(code) || syscall === 'connect' || syscall === 'getaddrinfo';
};

const bodyOf = (call: Call): RequestInit => {
  if (call.body === undefined || typeof call.body === 'string') return call.body === undefined ? {} : { body: call.body };
  return {
    body: NodeReadableStream.from(exactly(call.body)) as unknown as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit;
};

const headersOf = (call: Call): Record<string, string> => ({
  ...call.headers,
  ...(typeof call.body === 'object' ? { 'content-length': String(call.body.bytes) } : {}),
});

/** The transport over a given `fetch`, such as one without a network. Less certain than Node's own client about what was sent. */
export const createFetchTransport =
  (fetch: typeof globalThis.fetch): Transport =>
  async (call, signal, sending) => {
    try {
      sending();
      const { method, url } = call;
      const response = await fetch(url, { method, headers: headersOf(call), redirect: 'manual', signal, ...bodyOf(call) });
      const body = response.body as unknown as AsyncIterable<Uint8Array> | null;
      const read = async () => (body === null ? '' : await readText(body));
      return await withBody(response.status, Object.fromEntries(response.headers), read);
    } catch (cause) {
      throw new TransportFailure(provesNotSent(cause), cause);
    }
  };
