/** Pictures in two S3 buckets: users write the one, Darkroom the other, so that a result can never be taken for an upload. */

import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ObjectHead, ObjectRef, Store } from '#core/ports/store.ts';
import { awsCode, awsStatus, orUnavailable, unavailable } from '../aws-problem.ts';
import { decodeMetadataValue } from './object-metadata.ts';
import { presignForm } from './post-policy.ts';
import { UNVERSIONED, uploadStream } from './s3-upload.ts';

/** The two buckets. */
export interface S3StoreOptions {
  readonly uploadsBucket: string;
  readonly resultsBucket: string;
  readonly client?: S3Client;
}

const RESULTS = 'results/';

/**
 * A client that sends a body of known length as it is. By default the SDK would wrap it in checksummed chunks, which costs a hash over
 * every byte that TLS and our own SHA-256 already cover. Its own log is off: it would warn, unstructured, of every result that exists.
 */
export const createStreamingS3Client = (): S3Client =>
  new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', logger: SILENT });

const ignore = (): void => undefined;
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** The store on S3. Keys under `results/` live in the results bucket, all others in the uploads bucket. */
export const createS3Store = ({ uploadsBucket, resultsBucket, client = createStreamingS3Client() }: S3StoreOptions): Store => {
  const bucketOf = (key: string): string => (key.startsWith(RESULTS) ? resultsBucket : uploadsBucket);
  const at = ({ key, versionId }: ObjectRef) => ({
    Bucket: bucketOf(key),
    Key: key,
    ...(versionId === undefined || versionId === UNVERSIONED ? {} : { VersionId: versionId }),
  });

  const head: Store['head'] = async (ref) => {
    try {
      const found = await client.send(new HeadObjectCommand(at(ref)));
      return headOf(ref.key, found);
    } catch (error) {
      const cause = awsStatus(error) === 400 ? await reasonOf(ref) : error;
      if (NOT_THERE.has(awsStatus(cause) ?? 0) || IMPOSSIBLE.has(awsCode(cause) ?? '')) return undefined;
      throw unavailable('STORE_UNAVAILABLE', `looking at ${ref.key}`, cause ?? error);
    }
  };

  /** Why S3 refused to tell of an object: it answers a HEAD without words, and 400 also for credentials that ran out or a key that is disabled. */
  const reasonOf = (ref: ObjectRef): Promise<unknown> =>
    client.send(new GetObjectCommand({ ...at(ref), Range: 'bytes=0-0' })).then(
      () => undefined,
      (error: unknown) => error,
    );

  return {
    head,
    readRange: async (ref, start, length) => {
      if (length <= 0) return new Uint8Array();
      try {
        const answer = await client.send(new GetObjectCommand({ ...at(ref), Range: `bytes=${start}-${start + length - 1}` }));
        return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (awsStatus(error) === 416) return new Uint8Array();
        throw unavailable('STORE_UNAVAILABLE', `reading ${ref.key}`, error);
      }
    },
    open: async (ref) => {
      const { Body, ContentLength } = await orUnavailable('STORE_UNAVAILABLE', `opening ${ref.key}`, () =>
        client.send(new GetObjectCommand(at(ref))),
      );
      if (Body === undefined) throw unreadable(ref.key);
      return { bytes: ContentLength ?? 0, body: guarded(ref.key, Body as AsyncIterable<Uint8Array>) };
    },
    link: async (ref, { mediaType, seconds }) =>
      await orUnavailable('STORE_UNAVAILABLE', `signing a link to ${ref.key}`, () =>
        getSignedUrl(client, new GetObjectCommand({ ...at(ref), ResponseContentType: mediaType }), { expiresIn: seconds }),
      ),
    put: async (key, content, { mediaType, metadata = {} }) => {
      const onlyNew = key.startsWith(RESULTS);
      const created = await uploadStream(client, { bucket: bucketOf(key), key, mediaType, metadata, onlyNew }, content);
      if (created !== undefined) return { outcome: 'created', ...created };
      const there = await head({ key });
      return { outcome: 'exists', versionId: there?.versionId ?? UNVERSIONED };
    },
    ticket: async (key, { mediaType, maxBytes, seconds }) =>
      await orUnavailable('STORE_UNAVAILABLE', `signing an upload of ${key}`, async () => {
        const { url, fields, expiresAt } = await presignForm(client, {
          bucket: bucketOf(key),
          key,
          mediaType,
          maxBytes,
          seconds,
        });
        return { method: 'POST', url, headers: {}, fields, expiresAt };
      }),
    list: async (prefix, { limit, cursor }) => {
      const page = await orUnavailable('STORE_UNAVAILABLE', `listing ${prefix}`, () =>
        client.send(
          new ListObjectsV2Command({
            Bucket: bucketOf(prefix),
            Prefix: prefix,
            MaxKeys: limit,
            ...omitUndefined({ ContinuationToken: cursor }),
          }),
        ),
      );
      const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
      return { keys, ...omitUndefined({ cursor: page.NextContinuationToken }) };
    },
  };
};

/** No object, no such version, or a version that only marks a deletion. */
const NOT_THERE = new Set([404, 405]);

/** No object can have this version, or this key. */
const IMPOSSIBLE = new Set(['InvalidArgument', 'KeyTooLongError']);

const headOf = (
  key: string,
  found: {
    readonly VersionId?: string | undefined;
    readonly ContentLength?: number | undefined;
    readonly ContentType?: string | undefined;
    readonly Metadata?: Readonly<Record<string, string>> | undefined;
    readonly LastModified?: Date | undefined;
  },
): ObjectHead => ({
  key,
  versionId: found.VersionId ?? UNVERSIONED,
  bytes: found.ContentLength ?? 0,
  ...omitUndefined({ mediaType: found.ContentType }),
  metadata: Object.fromEntries(
    Object.entries(found.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), decodeMetadataValue(value)]),
  ),
  modifiedAt: found.LastModified?.getTime() ?? 0,
});

/** A body that says so when it breaks off, in a way that the step is repeated. @throws Unavailable */
const guarded = async function* (key: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw unavailable('STORE_UNAVAILABLE', `reading ${key}`, error);
  }
};

const unreadable = (key: string): Unavailable =>
  new Unavailable({
    code: 'STORE_UNAVAILABLE',
    message: `${key} came without a body`,
    hint: 'The step is repeated by the workflow; nothing to do.',
  });
