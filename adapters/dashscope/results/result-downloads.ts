/**
 * Fetches result pictures: from allowed hosts over https, without following redirects, connecting only to addresses that were
 * checked, in constant memory. Node's own client is used because the bodies of `fetch` pile up in memory.
 */

import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { EditError, ResultUnavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { createRedact, safeCause, secretsOfUrl } from '../session/redact.ts';
import { createConnectionPool } from '../transport/connection-pool.ts';
import { withDeadline } from '../transport/deadline.ts';
import type { ServiceProxy } from '../transport/proxy.ts';
import { checkAddresses, checkResultUrl, type ResultUrlRules } from './result-url.ts';

/** What downloads are made of. */
export interface ResultDownloadsDeps extends Partial<ResultUrlRules> {
  /** Paces the time limits. */
  readonly clock: Clock;
  /** The proxy that results are fetched through; it then looks their hosts up. */
  readonly proxy?: ServiceProxy | undefined;
  /** Addresses of a host; the system's resolver by default. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Opens a request; Node's own client by default, with connections kept for the next picture. */
  readonly request?: (url: URL, options: RequestOptions) => ClientRequest;
  /** Longest time without a byte, ms. Default 15 s. */
  readonly stallMs?: number;
  /** Longest time for one picture, ms. Default 120 s. */
  readonly totalMs?: number;
  /** Largest picture, bytes. Default 64 MiB; real ones have 1 to 4 MB. */
  readonly maxBytes?: number;
}

interface Opened {
  readonly bytes: number;
  readonly response: IncomingMessage;
}

const systemResolve = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

const createNodeRequest = (clock: Clock, proxy?: ServiceProxy): ((url: URL, options: RequestOptions) => ClientRequest) => {
  const agents = createConnectionPool(clock, proxy);
  return (url, options) => (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { ...options, agent: agents(url) });
};

/** A lookup that hands out only checked addresses, so that the address that was checked is the one that is connected to. */
const pinnedLookup =
  (resolve: (host: string) => Promise<readonly string[]>): LookupFunction =>
  (host, options, done) => {
    resolve(host)
      .then((addresses) => checkAddresses(host, addresses).map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })))
      .then(
        (found) => (options.all ? done(null, found) : done(null, found[0]?.address ?? '', found[0]?.family)),
        (error: NodeJS.ErrnoException) => done(error, ''),
      );
  };

const failed = (why: string, cause?: unknown): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_DOWNLOAD_FAILED',
    message: `A result picture could not be fetched: ${why}.`,
    hint: 'It is fetched again by itself, from the start.',
    ...omitUndefined({ cause }),
  });

const expired = (): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_EXPIRED',
    message: 'A result picture could not be fetched: its URL has expired or is refused (HTTP 403).',
    hint: 'The task is asked once more for fresh URLs; 24 hours after the task the picture is gone.',
  });

/** The length that a good answer declares. @throws ResultUnavailable */
const declaredBytes = (response: IncomingMessage, maxBytes: number): number => {
  const status = response.statusCode ?? 0;
  if (status === 403) throw expired();
  if (status >= 300 && status < 400) throw failed(`it answered with a redirect (HTTP ${status}), which is not followed`);
  if (status !== 200) throw failed(`HTTP ${status}`);
  const length = response.headers['content-length'];
  if (length === undefined || !/^\d{1,15}$/.test(length)) throw failed('its length is not declared');
  const bytes = Number(length);
  if (bytes > maxBytes) throw failed(`it has ${bytes} bytes, more than the ${maxBytes} that are allowed`);
  if (response.headers['content-encoding'] !== undefined && response.headers['content-encoding'] !== 'identity') {
    throw failed('it comes compressed, although that was not asked for');
  }
  return bytes;
};

const startRequest = (url: URL, options: RequestOptions, open: NonNullable<ResultDownloadsDeps['request']>) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(url, options);
    request.on('error', reject);
    request.on('response', resolve);
    request.end();
  });

/** Creates the downloads. @throws RangeError when an allowed origin is not an origin as `URL` spells it */
export const createResultDownloads = (deps: ResultDownloadsDeps): ResultDownloads => {
  const { clock, allowedHosts = [], allowOrigins = [], stallMs = 15_000, totalMs = 120_000, maxBytes = 64 * 1024 * 1024 } = deps;
  const wrong = allowOrigins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined) throw new RangeError(`${wrong} is not an origin such as http://127.0.0.1:8787`);
  const request = deps.request ?? createNodeRequest(clock, deps.proxy);
  const lookupPublic = pinnedLookup(deps.resolve ?? systemResolve);

  const start = async (text: string, signal: AbortSignal): Promise<Opened> => {
    const { url, pinned } = checkResultUrl(text, { allowedHosts, allowOrigins });
    const headers = { Accept: 'image/*', 'Accept-Encoding': 'identity' };
    const options = { method: 'GET', headers, signal, ...(pinned ? { lookup: lookupPublic } : {}) };
    const response = await startRequest(url, options, request);
    try {
      return { bytes: declaredBytes(response, maxBytes), response };
    } catch (error) {
      response.destroy();
      throw error;
    }
  };

  /** Neither a slow trickle nor a body that nobody reads keeps a connection for ever. */
  const capTime = (response: IncomingMessage): void => {
    const timer = new AbortController();
    response.once('close', () => timer.abort());
    response.on('error', () => timer.abort());
    clock.sleep(totalMs, timer.signal).then(
      () => response.destroy(failed(`it took longer than ${totalMs / 1000} s`)),
      () => undefined,
    );
  };

  /** The bytes, watched for stalls and for their declared length. */
  const watch = async function* ({ bytes, response }: Opened, explain: (error: unknown) => EditError, outer?: AbortSignal) {
    const chunks = response[Symbol.asyncIterator]();
    let seen = 0;
    try {
      for (;;) {
        const next = await withDeadline(clock, stallMs, outer, () => chunks.next());
        if (next.done) break;
        const chunk: Uint8Array = next.value;
        seen += chunk.byteLength;
        if (seen > bytes) throw failed(`it is longer than the declared ${bytes} bytes`);
        yield chunk;
      }
      if (seen < bytes) throw failed(`it broke off after ${seen} of ${bytes} bytes`);
    } catch (error) {
      throw explain(error);
    } finally {
      if (seen === bytes) response.resume();
      else response.destroy();
    }
  };

  return {
    async open(url, options) {
      const redact = createRedact(secretsOfUrl(url));
      const explain = (error: unknown): EditError => {
        if (error instanceof EditError) return error;
        const cause = safeCause(error, redact);
        return failed('code' in cause ? `${cause.message} (${String(cause.code)})` : cause.message, cause);
      };
      try {
        const opened = await withDeadline(clock, stallMs, options?.signal, (signal) => start(url, signal));
        capTime(opened.response);
        const mediaType =
          opened.response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'application/octet-stream';
        return { bytes: opened.bytes, mediaType, body: watch(opened, explain, options?.signal) };
      } catch (error) {
        throw explain(error);
      }
    },
  };
};
