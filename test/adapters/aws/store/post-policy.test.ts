import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
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

  it('is what the AWS SDK makes of the same upload', async () => {
    const client = new S3Client({ region: policy.region, credentials: policy.credentials });
    const theirs = await createPresignedPost(client, {
      Bucket: policy.bucket,
      Key: policy.key,
      Fields: { 'Content-Type': policy.mediaType },
      Conditions: [['content-length-range', 1, policy.maxBytes]],
      Expires: 600,
    });
    const { Policy = '', 'X-Amz-Signature': signature, 'X-Amz-Date': date = '', ...rest } = theirs.fields;
    const day = date.slice(0, 8);
    expect(signPolicyText(Policy, { secretAccessKey: 'secret', day, region: policy.region })).toBe(signature);

    const lowerCase = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name.toLowerCase(), value]));
    const { policy: _policy, 'x-amz-signature': _signature, 'x-amz-date': _date, ...ours } = fields;
    const expected = { ...ours, 'x-amz-credential': ours['x-amz-credential']?.replace('20260102', day) };
    expect(lowerCase).toMatchObject(
      Object.fromEntries(Object.entries(expected).map(([name, value]) => [name.toLowerCase(), value])),
    );
  });
});
