/**
 * Signing by the Standard Webhooks specification, symmetric scheme `v1`. Ours, not the package `standardwebhooks`: that one signs with one
 * secret at a time and throws where `verifyWebhook` answers why. The tests hold both to it, in both directions.
 */
import { createHmac } from 'node:crypto';
import { secretKey } from './secret.ts';

/** What is signed: the message's id, the instant of this sending in whole epoch seconds, and the body exactly as sent. */
export interface SignedContent {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The three headers of a signed message. */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** One signature, `v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`. @throws TypeError when the secret is none */
export const signatureOf = ({ id, timestamp, body }: SignedContent, secret: string): string => {
  const key = secretKey(secret);
  if (key === undefined) throw new TypeError('this is not a webhook secret: expected whsec_ and 24 to 64 bytes in base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
};

/** Headers with one signature for each secret, so that a consumer who still has the old secret goes on working while it is replaced. */
export const signWebhook = (content: SignedContent, secrets: readonly string[]): WebhookHeaders => ({
  'webhook-id': content.id,
  'webhook-timestamp': String(content.timestamp),
  'webhook-signature': secrets.map((secret) => signatureOf(content, secret)).join(' '),
});
