/** Our webhooks against the reference library of Standard Webhooks: what either signs, the other takes; what either refuses, so does the other. */
import fc from 'fast-check';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatSecret } from '#core/webhooks/secret.ts';
import { signatureOf, signWebhook } from '#core/webhooks/sign.ts';
import { verifyWebhook } from '#core/webhooks/verify.ts';

const NOW = 1_767_225_600;

const secret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(formatSecret);
const content = fc.record({
  id: fc.stringMatching(/^[\w.-]{1,60}$/),
  timestamp: fc.integer({ min: NOW - 300, max: NOW + 300 }),
  body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.json()),
});

/** Whether the reference library takes a message. */
const theyTake = (body: string, headers: Readonly<Record<string, string>>, key: string): boolean => {
  try {
    new Webhook(key).verify(body, { ...headers }, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
};

const weTake = (payload: string, headers: Readonly<Record<string, string>>, key: string | readonly string[]): boolean =>
  verifyWebhook({ payload, headers, secret: key, now: NOW * 1000 }).ok;

describe('webhooks, held against the reference library', () => {
  // The library reads the machine's clock.
  beforeAll(() => void vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());

  it('have the signature that it computes', () => {
    fc.assert(
      fc.property(content, secret, (sent, key) => {
        expect(signatureOf(sent, key)).toBe(new Webhook(key).sign(sent.id, new Date(sent.timestamp * 1000), sent.body));
      }),
    );
  });

  it('are taken by it when we sign, also with two secrets while one replaces the other', () => {
    fc.assert(
      fc.property(content, secret, secret, (sent, key, other) => {
        expect(theyTake(sent.body, { ...signWebhook(sent, [key]) }, key)).toBe(true);
        const both = { ...signWebhook(sent, [key, other]) };
        expect([key, other].map((one) => theyTake(sent.body, both, one))).toEqual([true, true]);
      }),
    );
  });

  it('reach a consumer of its JSON as the JSON that we sent', () => {
    fc.assert(
      fc.property(content, fc.json(), secret, (sent, body, key) => {
        expect(new Webhook(key).verify(body, { ...signWebhook({ ...sent, body }, [key]) })).toEqual(JSON.parse(body));
      }),
    );
  });

  it('are refused by both with as little as a blank behind them', () => {
    fc.assert(
      fc.property(content, secret, (sent, key) => {
        const headers = { ...signWebhook(sent, [key]) };
        expect([theyTake(`${sent.body} `, headers, key), weTake(`${sent.body} `, headers, key)]).toEqual([false, false]);
      }),
    );
  });

  it('are taken by us when it signs', () => {
    fc.assert(
      fc.property(content, secret, secret, (sent, key, other) => {
        const signature = new Webhook(key).sign(sent.id, new Date(sent.timestamp * 1000), sent.body);
        const headers = {
          'webhook-id': sent.id,
          'webhook-timestamp': String(sent.timestamp),
          'webhook-signature': signature,
        };
        const { id, timestamp, body } = sent;
        expect(verifyWebhook({ payload: body, headers, secret: key, now: NOW * 1000 })).toEqual({
          ok: true,
          id,
          timestamp,
          body,
        });
        expect(weTake(sent.body, headers, [other, key])).toBe(true);
      }),
    );
  });

  it('are refused by both when anything of them is changed', () => {
    fc.assert(
      fc.property(
        content,
        content,
        secret,
        secret,
        fc.constantFrom('id', 'timestamp', 'body', 'secret'),
        (sent, other, key, wrong, part) => {
          fc.pre(part === 'secret' ? key !== wrong : sent[part] !== other[part]);
          const changed = part === 'secret' ? sent : { ...sent, [part]: other[part] };
          const headers = {
            ...signWebhook(sent, [key]),
            'webhook-id': changed.id,
            'webhook-timestamp': String(changed.timestamp),
          };
          const held = part === 'secret' ? wrong : key;
          expect([theyTake(changed.body, headers, held), weTake(changed.body, headers, held)]).toEqual([false, false]);
        },
      ),
    );
  });

  it.each([-301, -300, -299, 0, 299, 300, 301])('are judged by both alike when their time is %d s off', (drift) => {
    fc.assert(
      fc.property(content, secret, (sent, key) => {
        const headers = { ...signWebhook({ ...sent, timestamp: NOW + drift }, [key]) };
        const fresh = Math.abs(drift) <= 300;
        expect([theyTake(sent.body, headers, key), weTake(sent.body, headers, key)]).toEqual([fresh, fresh]);
      }),
      { numRuns: 10 },
    );
  });
});
