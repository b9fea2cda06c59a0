/** The simulator's HTTP interface as a `fetch` function: no socket, the same wire faults. */
import { type Clock, pause } from '../clock.ts';
import { decoded } from './decoded.ts';
import { type Answer, type Handle, htmlInstead } from './exchange.ts';

const connectionLost = (): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) });

/** A body that yields its first half and then breaks. */
const brokenBody = (bytes: Uint8Array): ReadableStream<Uint8Array> => {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(new TypeError('terminated', { cause: connectionLost().cause }));
      sent = true;
      controller.enqueue(bytes.subarray(0, Math.floor(bytes.byteLength / 2)));
    },
  });
};

/** A body that yields one byte a second. */
const tricklingBody = (bytes: Uint8Array, clock: Clock): ReadableStream<Uint8Array> => {
  let index = 0;
  return new ReadableStream({
    async pull(controller) {
      if (index >= bytes.byteLength) return controller.close();
      await pause(clock, 1000);
      controller.enqueue(bytes.subarray(index, index + 1));
      index += 1;
    },
  });
};

const bodyOf = (answer: Answer, clock: Clock): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null => {
  if (answer.status === 204) return null;
  if (answer.wire?.kind === 'truncate') return brokenBody(answer.body);
  if (answer.wire?.kind === 'slow-loris') return tricklingBody(answer.body, clock);
  return new Uint8Array(answer.body);
};

/**
 * The simulated service as a `fetch` function: no socket, no real time; faults look as they do to Node's own fetch.
 * Host names do not matter, only paths do. A signal that aborts ends the wait for the answer.
 */
export const createInProcessFetch = (handle: Handle, clock: Clock): typeof fetch => {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const aborted = new Promise<never>((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    const url = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const answering = (async () => {
      const answer = await handle({
        method: request.method,
        url: url.pathname + url.search,
        headers: Object.fromEntries(request.headers),
        body,
      });
      if (answer.wire?.kind === 'delay') await pause(clock, answer.wire.ms);
      return answer;
    })();
    const sent = await Promise.race([answering, aborted]);
    if (sent.wire?.kind === 'drop') throw connectionLost();
    const answer = decoded(sent.wire?.kind === 'html' ? htmlInstead(sent) : sent);
    const length = answer.chunked === true ? {} : { 'content-length': String(answer.body.byteLength) };
    const headers = { ...answer.headers, ...length };
    return new Response(bodyOf(answer, clock), { status: answer.status, headers });
  };
};
