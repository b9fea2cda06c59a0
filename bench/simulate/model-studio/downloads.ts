/** Result images of the simulated service, without sockets: what the real downloads would say about each answer. */
import { createHash } from 'node:crypto';
import { ResultUnavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { RESULT_DAMAGED } from '#core/pictures/verify/damaged.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { HTML_PAGE } from '#simulator/http/exchange.ts';
import type { ResultReply, TaskService } from '#simulator/index.ts';
import { brokenOff, trickle } from './fetch.ts';

/** Time without a byte after which the real downloads give up, in ms. */
const STALL_MS = 15_000;

/** Downloads from the service. `corrupt` may change the bytes of an image on their way. */
export const createModelStudioDownloads = ({
  modelStudio,
  clock,
  latencyMs,
  corrupt,
}: {
  readonly modelStudio: TaskService;
  readonly clock: Clock;
  readonly latencyMs: () => number;
  readonly corrupt: (body: Uint8Array) => Uint8Array;
}): ResultDownloads => ({
  open: async (url, options) => {
    const { pathname, search } = new URL(url);
    const ms = latencyMs();
    if (ms > 0) await clock.sleep(ms);
    const reply = await modelStudio.getResult('GET', pathname + search);
    const mediaType = reply.headers['content-type'] ?? 'application/octet-stream';
    if (reply.wire?.kind === 'drop') throw failed('the connection broke');
    if (reply.wire?.kind === 'delay') await clock.sleep(Math.min(reply.wire.ms, STALL_MS));
    if (reply.wire?.kind === 'delay' && reply.wire.ms > STALL_MS) throw failed('no byte came in time');
    if (reply.wire?.kind === 'html')
      return { bytes: HTML_PAGE.length, mediaType: 'text/html', body: whole(Buffer.from(HTML_PAGE)) };
    if (reply.status === 403) throw failed('HTTP 403', 'RESULT_EXPIRED');
    if (reply.status !== 200) throw failed(`HTTP ${reply.status}`);
    const body = corrupt(reply.body);
    const declared = reply.chunked === true ? {} : { bytes: reply.body.byteLength };
    return { ...declared, mediaType, body: explained(checked(reply, bodyOf(clock, reply, body, options?.signal))) };
  },
});

const bodyOf = (
  clock: Clock,
  { wire }: ResultReply,
  body: Uint8Array,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> => {
  if (wire?.kind === 'truncate') return brokenOff(body);
  return wire?.kind === 'slow-loris' ? trickle(clock, body, signal) : whole(body);
};

async function* whole(body: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = Math.floor(body.byteLength / 2);
  yield body.subarray(0, middle);
  yield body.subarray(middle);
}

/** As the real downloads do: what comes is held to the checksum that came with it. */
async function* checked({ headers }: ResultReply, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const checksum = createHash('md5');
  for await (const chunk of body) {
    checksum.update(chunk);
    yield chunk;
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && checksum.digest('base64') !== md5) throw failed('its checksum is another one', RESULT_DAMAGED);
}

async function* explained(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    if (cause instanceof ResultUnavailable) throw cause;
    throw failed('the connection broke', 'RESULT_DOWNLOAD_FAILED', cause);
  }
}

const failed = (why: string, code = 'RESULT_DOWNLOAD_FAILED', cause?: unknown): ResultUnavailable =>
  new ResultUnavailable({
    code,
    message: `A result image could not be fetched: ${why}.`,
    hint: 'It is fetched again by itself.',
    ...omitUndefined({ cause }),
  });
