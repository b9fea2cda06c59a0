import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signWebhook } from '#core/webhooks/sign.ts';
import { verifyWebhook } from '#core/webhooks/verify.ts';
import { secretOf } from '#test/support/webhooks.ts';

const SECRET = secretOf('shop');
const SENT = 1_767_225_600;
const CONTENT = { id: 'msg_1', timestamp: SENT, body: '{"type":"edit.succeeded"}' };

const verify = (change: Partial<Parameters<typeof verifyWebhook>[0]> = {}) =>
  verifyWebhook({
    payload: CONTENT.body,
    headers: { ...signWebhook(CONTENT, [SECRET]) },
    secret: SECRET,
    now: SENT * 1000,
    ...change,
  });

describe('a received webhook', () => {
  it('that was signed is accepted, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.stringMatching(/^[\w-]{1,60}$/),
        fc.integer({ min: 1, max: 4_000_000_000 }),
        fc.integer({ min: -300, max: 300 }),
        (body, id, timestamp, drift) => {
          const headers = { ...signWebhook({ id, timestamp, body }, [SECRET]) };
          const now = (timestamp + drift) * 1000;
          expect(verifyWebhook({ payload: body, headers, secret: SECRET, now })).toEqual({ ok: true, id, timestamp, body });
          expect(verifyWebhook({ payload: new TextEncoder().encode(body), headers, secret: SECRET, now }).ok).toBe(true);
        },
      ),
    );
  });

  it('with any one byte of its body changed is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const original = Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf8');
          const changed = Buffer.from(original);
          const index = at % changed.length;
          changed[index] = (changed[index] ?? 0) ^ flip;
          const headers = { ...signWebhook({ ...CONTENT, body: original.toString('utf8') }, [SECRET]) };
          expect(verify({ payload: original, headers }).ok).toBe(true);
          expect(verify({ payload: changed, headers })).toMatchObject({ ok: false, code: 'SIGNATURE_MISMATCH' });
        },
      ),
    );
  });

  it('with another id or timestamp than was signed is refused', () => {
    const headers = { ...signWebhook(CONTENT, [SECRET]) };
    expect(verify({ headers: { ...headers, 'webhook-id': 'msg_2' } })).toMatchObject({ code: 'SIGNATURE_MISMATCH' });
    expect(verify({ headers: { ...headers, 'webhook-timestamp': String(SENT + 1) } })).toMatchObject({
      code: 'SIGNATURE_MISMATCH',
    });
  });

  it('signed by anybody else is refused', () => {
    expect(verify({ headers: { ...signWebhook(CONTENT, [secretOf('thief')]) } })).toMatchObject({ code: 'SIGNATURE_MISMATCH' });
  });

  it('is accepted by either secret while one replaces the other, on either side', () => {
    const both = { ...signWebhook(CONTENT, [secretOf('new'), secretOf('old')]) };
    expect(verify({ headers: both, secret: secretOf('old') }).ok).toBe(true);
    expect(verify({ headers: both, secret: secretOf('new') }).ok).toBe(true);
    expect(
      verify({ headers: { ...signWebhook(CONTENT, [secretOf('old')]) }, secret: [secretOf('new'), secretOf('old')] }).ok,
    ).toBe(true);
  });

  it('may carry signatures of schemes it does not know', () => {
    const headers = { ...signWebhook(CONTENT, [SECRET]) };
    expect(verify({ headers: { ...headers, 'webhook-signature': `v1a,abc ${headers['webhook-signature']}` } }).ok).toBe(true);
    expect(
      verify({ headers: { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v2,') } }),
    ).toMatchObject({
      code: 'SIGNATURE_MISMATCH',
    });
  });

  it('is refused more than five minutes from its timestamp, both ways', () => {
    expect(verify({ now: (SENT + 300) * 1000 }).ok).toBe(true);
    expect(verify({ now: (SENT + 300) * 1000 + 1 })).toMatchObject({
      code: 'TOO_OLD',
      message: 'the message was sent more than 300 s ago',
    });
    expect(verify({ now: (SENT - 300) * 1000 }).ok).toBe(true);
    expect(verify({ now: (SENT - 300) * 1000 - 1 })).toMatchObject({
      code: 'TOO_NEW',
      message: 'the message claims to come more than 300 s from the future',
    });
    expect(verify({ now: (SENT + 11) * 1000, toleranceSeconds: 10 })).toMatchObject({ code: 'TOO_OLD' });
  });

  it('is refused when one of its headers is missing or no time', () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      expect(verify({ headers: { ...signWebhook(CONTENT, [SECRET]), [name]: undefined } })).toMatchObject({
        code: 'HEADERS_MISSING',
      });
    }
    expect(verify({ headers: {} })).toMatchObject({ code: 'HEADERS_MISSING' });
    expect(verify({ headers: { ...signWebhook(CONTENT, [SECRET]), 'webhook-timestamp': '' } })).toMatchObject({
      code: 'HEADERS_MISSING',
    });
    for (const stamp of [
      'soon',
      '-5',
      '1e9',
      '1767225600.5',
      '0x10',
      'x1767225600',
      '1767225600x',
      '01767225600',
      '1767225600000',
    ]) {
      expect(verify({ headers: { ...signWebhook(CONTENT, [SECRET]), 'webhook-timestamp': stamp } })).toMatchObject({
        code: 'TIMESTAMP_INVALID',
      });
    }
  });

  it('is read from headers in any case, as lists, and from the headers of fetch', () => {
    const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature } = signWebhook(CONTENT, [SECRET]);
    expect(verify({ headers: { 'Webhook-Id': id, 'WEBHOOK-TIMESTAMP': [stamp], 'webhook-Signature': [signature] } }).ok).toBe(
      true,
    );
    expect(
      verify({ headers: new Headers({ 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature }) }).ok,
    ).toBe(true);
  });

  it('may carry several signatures, each in a header of its own', () => {
    const { 'webhook-signature': ours, ...headers } = signWebhook(CONTENT, [SECRET]);
    const { 'webhook-signature': other } = signWebhook(CONTENT, [secretOf('other')]);
    expect(verify({ headers: { ...headers, 'webhook-signature': [other, ours] } }).ok).toBe(true);
    expect(verify({ headers: { ...headers, 'webhook-signature': [other] } }).ok).toBe(false);
  });

  it('never passes by chance, whatever its headers say', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (id, stamp, signature) => {
        const headers = { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature };
        expect(verify({ headers }).ok).toBe(false);
      }),
    );
  });

  it('cannot be verified without a secret: that is a mistake of the consumer, not of the message', () => {
    expect(() => verify({ secret: [] })).toThrow(TypeError);
    expect(() => verify({ secret: [SECRET, ''] })).toThrow(TypeError);
    expect(() => verify({ secret: 'whsec_' })).toThrow(TypeError);
    expect(() => verify({ secret: [SECRET, ''], headers: {} })).toThrow(/at least one webhook secret/);
  });
});
