/** One streamed PutObject: constant memory, one request, whole or not at all. */
import { Readable } from 'node:stream';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Unavailable } from '#core/errors.ts';
import type { ByteStream } from '#core/ports/store.ts';
import { awsCode, awsStatus, unavailable } from '../aws-problem.ts';
import { encodeMetadataValue } from './object-metadata.ts';

/** What to write where. `onlyNew`: refuse to overwrite. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly mediaType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly onlyNew: boolean;
}

/**
 * Sends the bytes as they come. S3 keeps nothing of a request that ends before its declared length, so a body that throws leaves
 * no object; its error is the one that comes through. Answers the new version, or undefined when `onlyNew` found the key taken.
 * @throws Unavailable, and whatever the body throws
 */
export const uploadStream = async (
  client: S3Client,
  { bucket, key, mediaType, metadata, onlyNew }: Upload,
  content: ByteStream,
): Promise<{ readonly versionId: string } | undefined> => {
  const aborter = new AbortController();
  let broken: { readonly error: unknown } | undefined;
  const body = Readable.from(exactly(content, key), { objectMode: false });
  // The SDK pipes the body into the request, which does not pass its errors on: without this the request would wait for more bytes.
  body.on('error', (error) => {
    broken = { error };
    aborter.abort();
  });
  try {
    const { VersionId } = await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentLength: content.bytes,
        ContentType: mediaType,
        Metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, encodeMetadataValue(value)])),
        ...(onlyNew ? { IfNoneMatch: '*' } : {}),
      }),
      { abortSignal: aborter.signal },
    );
    return { versionId: VersionId ?? UNVERSIONED };
  } catch (error) {
    if (broken !== undefined) throw broken.error;
    if (onlyNew && (awsStatus(error) === 412 || awsCode(error) === 'PreconditionFailed')) return undefined;
    throw unavailable('STORE_UNAVAILABLE', `writing ${key}`, error);
  } finally {
    body.destroy();
  }
};

/** S3's own name for the version of an object that was written while its bucket kept none. */
export const UNVERSIONED = 'null';

async function* exactly({ bytes, body }: ByteStream, key: string): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of body) {
    sent += chunk.byteLength;
    if (sent > bytes) throw wrongLength(key, bytes);
    yield chunk;
  }
  if (sent !== bytes) throw wrongLength(key, bytes);
}

const wrongLength = (key: string, bytes: number): Unavailable =>
  new Unavailable({
    code: 'STORE_LENGTH_MISMATCH',
    message: `the bytes for ${key} are not the ${bytes} that were declared`,
    hint: 'Nothing was stored; the step is repeated by the workflow.',
  });
