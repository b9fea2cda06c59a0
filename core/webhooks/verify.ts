/**
 * Verifying a received webhook: for consumers. Works on what any HTTP framework gives: the raw body and the headers.
 *
 * Ours, since the reference library takes one secret, reads the machine's clock and throws texts where a consumer needs a verdict; the
 * tests hold both against each other.
 */
import { timingSafeEqual } from 'node:crypto';
import { secretKey } from './secret.ts';
import { signatureOf } from './sign.ts';

/** Headers as Node, Lambda, or `fetch` give them; names in any case. */
export type ReceivedHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

/** What is verified, against what. */
export interface WebhookToVerify {
  /** The body exactly as received, before any JSON parsing. */
  readonly payload: string | Uint8Array;
  readonly headers: ReceivedHeaders;
  /** The endpoint's secret; several while it is being replaced. */
  readonly secret: string | readonly string[];
  /** The time now, epoch ms. */
  readonly now: number;
  /** How far the message's timestamp may be from now, both ways, in seconds. Default 300. */
  readonly toleranceSeconds?: number;
}

/** Why a message is not to be trusted. */
export type WebhookRefusal = 'HEADERS_MISSING' | 'TIMESTAMP_INVALID' | 'TOO_OLD' | 'TOO_NEW' | 'SIGNATURE_MISMATCH';

/** How verifying ended: the id (the same when the message is sent again: drop what was seen), or why not. */
export type WebhookVerdict =
  | { readonly ok: true; readonly id: string; readonly timestamp: number; readonly body: string }
  | { readonly ok: false; readonly code: WebhookRefusal; readonly message: string };

const refuse = (code: WebhookRefusal, message: string): WebhookVerdict => ({ ok: false, code, message });

/**
 * Says whether a message came from the holder of the secret, recently. Compares in constant time.
 * @throws TypeError when there is no secret, or one of them is malformed: that is the consumer's configuration, not the message
 */
export const verifyWebhook = ({ payload, headers, secret, now, toleranceSeconds = 300 }: WebhookToVerify): WebhookVerdict => {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (secrets.length === 0 || secrets.some((one) => secretKey(one) === undefined)) {
    throw new TypeError('expected at least one webhook secret, each whsec_ and 24 to 64 bytes in base64');
  }
  const [id, stamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(headers, name));
  if (!id || !stamp || !signatures) {
    return refuse('HEADERS_MISSING', 'the headers webhook-id, webhook-timestamp and webhook-signature must all be there');
  }
  if (!/^[1-9]\d{0,11}$/.test(stamp)) return refuse('TIMESTAMP_INVALID', 'webhook-timestamp is not a number of seconds');
  const timestamp = Number(stamp);
  const age = now / 1000 - timestamp;
  if (age > toleranceSeconds) return refuse('TOO_OLD', `the message was sent more than ${toleranceSeconds} s ago`);
  if (-age > toleranceSeconds)
    return refuse('TOO_NEW', `the message claims to come more than ${toleranceSeconds} s from the future`);
  // Buffer.from takes either; its types want to know which.
  const bytes = Buffer.from(payload as string);
  const body = bytes.toString('utf8');
  const expected = secrets.map((one) => signatureOf({ id, timestamp, body }, one));
  const matching = signatures.split(' ').filter((received) => expected.some((good) => sameText(received, good)));
  if (matching.length === 0 || !bytes.equals(Buffer.from(body))) {
    return refuse('SIGNATURE_MISMATCH', 'no signature fits: another secret, or the body was changed (parsed and printed again?)');
  }
  return { ok: true, id, timestamp, body };
};

const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const headerOf = (headers: ReceivedHeaders, name: string): string | undefined => {
  if (hasGet(headers)) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' || value === undefined ? value : value.join(' ');
};

const hasGet = (headers: ReceivedHeaders): headers is { get(name: string): string | null } => typeof headers.get === 'function';
