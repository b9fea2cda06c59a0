import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { formatSecret } from '#core/webhooks/secret.ts';
import { signWebhook } from '#core/webhooks/sign.ts';
import { verifyWebhook } from '#core/webhooks/verify.ts';

const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(formatSecret);
const ids = fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/);
const bodies = fc.json();
/** The reference library knows no other time than now. */
const now = (): number => Date.now();

describe('the reference library of Standard Webhooks', () => {
  it('takes what we sign, also while a secret is being replaced', () => {
    fc.assert(
      fc.property(secrets, secrets, ids, bodies, (first, second, id, body) => {
        const headers = signWebhook({ id, timestamp: Math.floor(now() / 1000), body }, [first, second]);
        for (const secret of [first, second]) {
          expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
        }
      }),
    );
  });

  it('refuses what we refuse: another body, another secret', () => {
    fc.assert(
      fc.property(secrets, secrets, ids, bodies, (secret, other, id, body) => {
        fc.pre(secret !== other);
        const headers = signWebhook({ id, timestamp: Math.floor(now() / 1000), body }, [secret]);
        expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
        expect(() => new Webhook(other).verify(body, { ...headers })).toThrow();
        expect(verifyWebhook({ payload: `${body} `, headers: { ...headers }, secret, now: now() })).toMatchObject({ ok: false });
        expect(verifyWebhook({ payload: body, headers: { ...headers }, secret: other, now: now() })).toMatchObject({ ok: false });
      }),
    );
  });

  it('signs what we take', () => {
    fc.assert(
      fc.property(secrets, ids, bodies, (secret, id, body) => {
        const at = new Date(Math.floor(now() / 1000) * 1000);
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(at.getTime() / 1000),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        };
        expect(verifyWebhook({ payload: body, headers, secret, now: at.getTime() })).toMatchObject({ ok: true, id, body });
      }),
    );
  });
});
