import { describe, expect, it } from 'vitest';
import { signPolicyText, signPostPolicy } from '#adapters/aws/store/post-policy.ts';

const policy = {
  bucket: 'uploads',
  key: 'inputs/a.png',
  mediaType: 'image/png',
  maxBytes: 1000,
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  expiresAt: Date.UTC(2026, 0, 2, 3, 14, 5),
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
};

describe('a form upload to S3', () => {
  const fields = signPostPolicy(policy);
  const document = JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString()) as {
    readonly expiration: string;
    readonly conditions: readonly unknown[];
  };

  it('is bound to one key, one media type, a length and a time', () => {
    expect(document.expiration).toBe('2026-01-02T03:14:05.000Z');
    expect(document.conditions).toEqual(
      expect.arrayContaining([
        { bucket: 'uploads' },
        ['eq', '$key', 'inputs/a.png'],
        ['eq', '$Content-Type', 'image/png'],
        ['content-length-range', 1, 1000],
      ]),
    );
  });
  it('has a condition for every field that is sent, as S3 demands', () => {
    const named = document.conditions.flatMap((one) => (Array.isArray(one) && one[0] === 'eq' ? [String(one[1]).slice(1)] : []));
    expect(named.toSorted()).toEqual(
      Object.keys(fields)
        .filter((name) => name !== 'policy' && name !== 'x-amz-signature')
        .toSorted(),
    );
  });
  it('carries a signature that any change of policy, day, region or secret changes', () => {
    const signed = { secretAccessKey: 'secret', day: '20260102', region: 'eu-central-1' };
    const signature = signPolicyText(fields.policy ?? '', signed);
    expect(fields['x-amz-signature']).toBe(signature);
    const others = [{ day: '20260103' }, { region: 'us-east-1' }, { secretAccessKey: 'other' }].map((change) =>
      signPolicyText(fields.policy ?? '', { ...signed, ...change }),
    );
    expect(new Set([signature, signPolicyText('x', signed), ...others]).size).toBe(5);
  });
});
