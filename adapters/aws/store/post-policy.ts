/**
 * Signing a browser form upload to S3 (POST policy, Signature Version 4), which a presigned PUT cannot replace: only a policy bounds the
 * length. Ours, not `@aws-sdk/s3-presigned-post`: the functions take the SDK from the Lambda runtime, which is not promised to carry that
 * package, and with its S3 client inside a bundle it would cost about 430 KB. The tests hold it to that package.
 */
import { createHmac } from 'node:crypto';

/** Credentials of whoever vouches for the upload. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What the form may do. Times in epoch ms. */
export interface PostPolicy {
  readonly bucket: string;
  readonly key: string;
  readonly mediaType: string;
  readonly maxBytes: number;
  readonly now: number;
  readonly expiresAt: number;
  readonly region: string;
  readonly credentials: SigningCredentials;
}

/** The form's fields, to be sent before the file. Source: "POST Policy" and "Authenticating Requests in Browser-Based Uploads", S3 API reference. */
export const signPostPolicy = (policy: PostPolicy): Readonly<Record<string, string>> => {
  const { credentials, region } = policy;
  const amzDate = new Date(policy.now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = amzDate.slice(0, 8);
  const fields = {
    key: policy.key,
    'Content-Type': policy.mediaType,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${day}/${region}/s3/aws4_request`,
    'x-amz-date': amzDate,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const document = {
    expiration: new Date(policy.expiresAt).toISOString(),
    conditions: [
      { bucket: policy.bucket },
      ...Object.entries(fields).map(([name, value]) => ['eq', `$${name}`, value]),
      ['content-length-range', 1, policy.maxBytes],
    ],
  };
  const encoded = Buffer.from(JSON.stringify(document)).toString('base64');
  const signature = signPolicyText(encoded, { secretAccessKey: credentials.secretAccessKey, day, region });
  return { ...fields, policy: encoded, 'x-amz-signature': signature };
};

/** The signature of a base64 policy text, in hex. */
export const signPolicyText = (
  policy: string,
  { secretAccessKey, day, region }: { readonly secretAccessKey: string; readonly day: string; readonly region: string },
): string => {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const signingKey = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(signingKey, policy).toString('hex');
};
