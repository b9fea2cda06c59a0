import { createHmac } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { presignForm } from '#adapters/aws/store/post-policy.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';

const SECRET = 'secret';
const clientOf = (sessionToken?: string): S3Client =>
  new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, ...(sessionToken === undefined ? {} : { sessionToken }) },
  });
const upload = { bucket: 'uploads', key: 'inputs/a.png', mediaType: 'image/png', maxBytes: 1000, seconds: 600 };

interface PolicyDocument {
  readonly expiration: string;
  readonly conditions: readonly (readonly [string, ...unknown[]] | Readonly<Record<string, string>>)[];
}
const documentOf = (fields: Readonly<Record<string, string>>): PolicyDocument =>
  JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString());

/** Signature Version 4 of a policy, written out by the specification ("Authenticating Requests in Browser-Based Uploads", S3 API reference). */
const signatureOf = (policy: string, { day = '20260102', region = 'eu-central-1', secret = SECRET } = {}): string => {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const signingKey = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(signingKey, policy).toString('hex');
};

describe('a form upload to S3', () => {
  // The library reads the machine's clock.
  beforeAll(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5, 678), toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());

  it('is bound to one key, one media type, a length and a time', async () => {
    const { url, fields, expiresAt } = await presignForm(clientOf('session'), upload);
    const { expiration, conditions } = documentOf(fields);
    expect(url).toBe('https://uploads.s3.eu-central-1.amazonaws.com/');
    expect(fields).toEqual({
      bucket: 'uploads',
      key: 'inputs/a.png',
      'Content-Type': 'image/png',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20260102/eu-central-1/s3/aws4_request',
      'X-Amz-Date': '20260102T030405Z',
      'X-Amz-Security-Token': 'session',
      Policy: expect.any(String),
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(conditions).toEqual(
      expect.arrayContaining([
        { bucket: 'uploads' },
        { key: 'inputs/a.png' },
        ['eq', '$key', 'inputs/a.png'],
        { 'Content-Type': 'image/png' },
        ['content-length-range', 1, 1000],
      ]),
    );
    expect(expiration).toBe('2026-01-02T03:14:05Z');
    expect(expiresAt).toBe(Date.UTC(2026, 0, 2, 3, 14, 5));
  });

  it('has a condition for every field that is sent, as S3 demands', async () => {
    for (const client of [clientOf(), clientOf('session')]) {
      const { fields } = await presignForm(client, upload);
      const conditions = documentOf(fields).conditions.flatMap((one) => (Array.isArray(one) ? [] : Object.entries(one)));
      const { Policy: _policy, 'X-Amz-Signature': _signature, ...rest } = fields;
      expect(Object.fromEntries(conditions)).toEqual(rest);
    }
  });

  it('is bound to its key whatever the key looks like, also where the library would allow any name', async () => {
    const client = clientOf();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('$' + '{filename}')), async (name) => {
        const { fields } = await presignForm(client, { ...upload, key: `inputs/${name}` });
        expect(fields.key).toBe(`inputs/${name}`);
        expect(documentOf(fields).conditions).toContainEqual(['eq', '$key', `inputs/${name}`]);
      }),
    );
  });

  it('carries a signature that any change of policy, day, region or secret changes', async () => {
    const { fields } = await presignForm(clientOf('session'), upload);
    const policy = fields.Policy ?? '';
    const signature = signatureOf(policy);
    expect(fields['X-Amz-Signature']).toBe(signature);
    const others = [{ day: '20260103' }, { region: 'us-east-1' }, { secret: 'other' }].map((change) =>
      signatureOf(policy, change),
    );
    expect(new Set([signature, signatureOf('x'), ...others]).size).toBe(5);
  });

  it('is the ticket of the store, for the bucket of its key', async () => {
    const store = createS3Store({ uploadsBucket: 'in', resultsBucket: 'out', client: clientOf() });
    const ticket = await store.ticket('inputs/a.png', { mediaType: 'image/png', maxBytes: 1000, seconds: 600 });
    const { url, fields, expiresAt } = await presignForm(clientOf(), { ...upload, bucket: 'in' });
    expect(ticket).toEqual({ method: 'POST', url, headers: {}, fields, expiresAt });
  });
});
