/**
 * Fetches result pictures: from allowed hosts over https, every redirect checked like the first URL, connecting only to addresses that
 * were checked, in constant memory. Node's own client is used because the bodies of `fetch` pile up in memory.
 */
import { createHash } from 'node:crypto';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { EditError } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { damaged } from '#core/pictures/verify/damaged.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { createRedact, safeCause, secretsOfUrl } from '../session/redact.ts';
import { createConnectionPool } from '../transport/connection-pool.ts';
import { withDeadline } from '../transport/deadline.ts';
import { goesThroughProxy, type ServiceProxy } from '../transport/proxy.ts';
import { decode } from './decode.ts';
import { pinnedLookup, type Resolve, systemResolve } from './pinned-lookup.ts';
import { type AnswerShape, downloadFailed, redirectOf, shapeOf } from './result-answer.ts';
import { checkResultUrl, type ResultUrlRules } from './result-url.ts';

/** What downloads are made of. */
export interface ResultDownloadsDeps extends Partial<ResultUrlRules> {
  /** Paces the time limits. */
  readonly clock: Clock;
  /** The proxy that results are fetched through; it then looks their hosts up, and the list of hosts and TLS are what holds. */
  readonly proxy?: ServiceProxy | undefined;
  /** The system's resolver by default. */
  readonly resolve?: Resolve;
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
  readonly shape: AnswerShape;
  readonly response: IncomingMessage;
}

type Explain = (error: unknown) => EditError;

/** Redirects that are followed for one picture. */
const MOST_REDIRECTS = 3;

const createNodeRequest = (clock: Clock, proxy?: ServiceProxy): ((url: URL, options: RequestOptions) => ClientRequest) => {
  const agents = createConnectionPool(clock, proxy);
  return (url, options) => (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { ...options, agent: agents(url) });
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

  const ask = (text: string, signal: AbortSignal) => {
    const { url, pinned } = checkResultUrl(text, { allowedHosts, allowOrigins });
    // A copy that a cache between keeps may be a damaged one, or an error page.
    const headers = { Accept: 'image/*', 'Accept-Encoding': 'identity', 'Cache-Control': 'no-cache' };
    const isDirect = deps.proxy === undefined || !goesThroughProxy(deps.proxy, url);
    const options = { method: 'GET', headers, signal, ...(pinned && isDirect ? { lookup: lookupPublic } : {}) };
    return startRequest(url, options, request).then((response) => ({ url, response }));
  };

  const start = async (text: string, secrets: string[], signal: AbortSignal): Promise<Opened> => {
    let next = text;
    for (let followed = 0; ; followed += 1) {
      const { url, response } = await ask(next, signal);
      try {
        const redirect = redirectOf(response, url);
        if (redirect === undefined) return { shape: shapeOf(response, maxBytes), response };
        if (followed === MOST_REDIRECTS) throw downloadFailed(`it is redirected more than ${MOST_REDIRECTS} times`);
        next = redirect;
        secrets.push(...secretsOfUrl(next));
        response.destroy();
      } catch (error) {
        response.destroy();
        throw error;
      }
    }
  };

  /** Neither a slow trickle nor a body that nobody reads keeps a connection for ever. */
  const capTime = (response: IncomingMessage): void => {
    const timer = new AbortController();
    response.once('close', () => timer.abort());
    response.on('error', () => timer.abort());
    clock.sleep(totalMs, timer.signal).then(
      () => response.destroy(downloadFailed(`it took longer than ${totalMs / 1000} s`)),
      () => undefined,
    );
  };

  /** The bytes as they come, watched for stalls and for their declared length. */
  const watch = async function* ({ shape: { length }, response }: Opened, outer?: AbortSignal) {
    const chunks = response[Symbol.asyncIterator]();
    let seen = 0;
    try {
      for (;;) {
        const next = await withDeadline(clock, stallMs, outer, () => chunks.next());
        if (next.done) break;
        const chunk: Uint8Array = next.value;
        seen += chunk.byteLength;
        if (length !== undefined && seen > length) throw downloadFailed(`it is longer than the declared ${length} bytes`);
        yield chunk;
      }
      if (length !== undefined && seen < length) throw downloadFailed(`it broke off after ${seen} of ${length} bytes`);
    } finally {
      if (seen === length || response.complete) response.resume();
      else response.destroy();
    }
  };

  /** The picture's own bytes, never more of them than are allowed, and those whose checksum was declared. */
  const bodyOf = async function* (source: AsyncIterable<Uint8Array>, md5: string | undefined, explain: Explain) {
    const checksum = createHash('md5');
    let bytes = 0;
    try {
      for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) throw downloadFailed(`it has more than the ${maxBytes} bytes that are allowed`);
        if (md5 !== undefined) checksum.update(chunk);
        yield chunk;
      }
      if (md5 !== undefined && checksum.digest('base64') !== md5)
        throw damaged('A result picture', 'has other bytes than those whose checksum came with it');
    } catch (error) {
      throw explain(error);
    }
  };

  return {
    async open(url, options) {
      const secrets = [...secretsOfUrl(url)];
      const explain: Explain = (error) => {
        if (error instanceof EditError) return error;
        const cause = safeCause(error, createRedact(secrets));
        return downloadFailed('code' in cause ? `${cause.message} (${String(cause.code)})` : cause.message, cause);
      };
      try {
        const opened = await withDeadline(clock, stallMs, options?.signal, (signal) => start(url, secrets, signal));
        capTime(opened.response);
        const { length, encoding, mediaType, md5 } = opened.shape;
        const { packed, body } = await decode(watch(opened, options?.signal), encoding);
        const bytes = packed ? undefined : length;
        return { ...omitUndefined({ bytes }), mediaType, body: bodyOf(body, packed ? undefined : md5, explain) };
      } catch (error) {
        throw explain(error);
      }
    },
  };
};
