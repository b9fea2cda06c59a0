/** Sends webhooks over HTTP(S): one POST, nothing followed, nothing of the answer kept but its status. */

import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { WebhookRequest, WebhookSender } from '#core/ports/webhooks.ts';
import type { SendOutcome } from '#core/webhooks/delivery.ts';
import { endpointUrlProblem } from '#core/webhooks/endpoint-url.ts';
import { reasonOf } from './failure.ts';
import { createLookup, type Resolve } from './public-lookup.ts';

/** How long one attempt may take from name resolution to the end of the answer, in ms. */
export const SEND_TIMEOUT_MS = 15_000;

/** How much of an answer's body is read, and thrown away, before the connection is closed. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** What the sender may reach. */
export interface HttpWebhookSenderOptions {
  /** Whether private addresses and plain http may be reached; the same value as where endpoints are added. */
  readonly allowPrivate: boolean;
  readonly clock: Pick<Clock, 'now'>;
  /** Default: the machine's own resolver. */
  readonly resolve?: Resolve;
  /** Ends an attempt when its signal aborts with a TimeoutError. Default: {@link SEND_TIMEOUT_MS} from now. */
  readonly deadline?: () => AbortSignal;
}

const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/**
 * The sender. The URL is checked again at every sending, and every address its name resolves to before the socket connects, so an
 * endpoint cannot be moved to the inside of the network later. Connections are not kept: consumers are many and calls are few.
 */
export const createHttpWebhookSender = ({
  allowPrivate,
  clock,
  resolve = systemResolve,
  deadline = () => AbortSignal.timeout(SEND_TIMEOUT_MS),
}: HttpWebhookSenderOptions): WebhookSender => {
  const checkedLookup = createLookup(resolve, { allowPrivate });

  const post = ({ url, headers, body }: WebhookRequest): Promise<IncomingMessage> =>
    new Promise((answered, failed) => {
      const signal = deadline();
      const target = new URL(url);
      const open = target.protocol === 'https:' ? httpsRequest : httpRequest;
      const sending = open(target, {
        method: 'POST',
        agent: false,
        lookup: checkedLookup,
        signal,
        headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
      });
      sending.on('response', answered);
      sending.on('error', (error) => failed(signal.aborted ? signal.reason : error));
      sending.end(body);
    });

  return {
    send: async (request): Promise<SendOutcome> => {
      if (endpointUrlProblem(request.url, { allowPrivate }) !== undefined) return { kind: 'unanswered', code: 'URL_REFUSED' };
      try {
        const response = await post(request);
        const outcome = outcomeOf(response, clock.now());
        await drain(response);
        return outcome;
      } catch (error) {
        return { kind: 'unanswered', code: reasonOf(error) };
      }
    },
  };
};

const outcomeOf = ({ statusCode, headers }: IncomingMessage, now: number): SendOutcome => {
  const retryAfterMs = retryAfterOf(headers['retry-after'], now);
  return { kind: 'answered', status: statusCode ?? 0, ...omitUndefined({ retryAfterMs }) };
};

/** Lets the consumer finish its answer, within the deadline and up to {@link MAX_ANSWER_BYTES}; the status stands whatever becomes of the rest. */
const drain = async (response: IncomingMessage): Promise<void> => {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    response.destroy();
  }
};

/** What Retry-After asks for, in ms: seconds, or an HTTP date (RFC 9110, 10.2.3). */
const retryAfterOf = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
};
