import { describe, expect, it } from 'vitest';
import { signatureOf } from '#core/webhooks/sign.ts';

const SENT = 1_767_225_600;
const CONTENT = { id: 'msg_1', timestamp: SENT, body: '{"type":"edit.succeeded"}' };

describe('a signature', () => {
  it('is the one that the reference libraries of Standard Webhooks compute', () => {
    const content = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
    expect(signatureOf(content, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  it('is refused without a proper secret', () => {
    expect(() => signatureOf(CONTENT, 'whsec_short')).toThrow(/^this is not a webhook secret/);
  });
});
