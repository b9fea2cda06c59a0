/** A signed browser form upload to S3 (POST policy), which a presigned PUT cannot replace: only a policy bounds the length. */
import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';

/** What the form may do. */
export interface FormUpload {
  readonly bucket: string;
  readonly key: string;
  readonly mediaType: string;
  readonly maxBytes: number;
  /** How long the form works from now on, by the machine's clock. */
  readonly seconds: number;
}

/** A form for exactly this upload: the fields to send before the file, where to, and until when (epoch ms, as the policy itself says). */
export const presignForm = async (client: S3Client, { bucket, key, mediaType, maxBytes, seconds }: FormUpload) => {
  const { url, fields } = await createPresignedPost(client, {
    Bucket: bucket,
    Key: key,
    Fields: { 'Content-Type': mediaType },
    // The key is named once more because the library allows any name below a key that ends with ${filename}.
    Conditions: [
      ['eq', '$key', key],
      ['content-length-range', 1, maxBytes],
    ],
    Expires: seconds,
  });
  return { url, fields, expiresAt: expiryOf(fields.Policy) };
};

const expiryOf = (policy = ''): number => {
  const { expiration } = JSON.parse(Buffer.from(policy, 'base64').toString()) as { readonly expiration: string };
  return Date.parse(expiration);
};
