/** What lies below a prefix: in the folder of this machine, or in the uploads bucket of a stack. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type BatchObject, skipReason } from '#core/batch/objects.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { UsageError } from '../command.ts';
import type { Place } from '../connect.ts';

/** Every object below the prefix, in order of keys. @throws UsageError when the place cannot be listed */
export const listObjects = (prefix: string, place: Place): Promise<readonly BatchObject[]> =>
  place.kind === 'here' ? listFolder(prefix, place.home) : listBucket(prefix, place.outputs);

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);

const listFolder = async (prefix: string, home: string): Promise<readonly BatchObject[]> => {
  const area = prefix.slice(0, prefix.indexOf('/'));
  const entries = await readdir(join(home, area), { recursive: true, withFileTypes: true }).catch(() => []);
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((key) => key.startsWith(prefix));
  const objects: BatchObject[] = [];
  for (const key of keys) objects.push(await fileObject(key, join(home, ...key.split('/'))));
  return objects.sort(byKey);
};

/** Only what will be edited is read whole. */
const fileObject = async (key: string, path: string): Promise<BatchObject> => {
  const { size: bytes } = await stat(path);
  if (skipReason({ key, bytes }) !== undefined) return { key, bytes, fingerprint: '' };
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { key, bytes, fingerprint: hash.digest('hex') };
};

const listBucket = async (prefix: string, outputs: Readonly<Record<string, string>>): Promise<readonly BatchObject[]> => {
  const { UploadsBucket: bucket } = outputs;
  if (bucket === undefined) {
    throw new UsageError(
      'the address of an API does not say which bucket its images are in',
      'Name the stack instead: --aws Darkroom',
    );
  }
  const client = new S3Client({});
  const objects: BatchObject[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...omitUndefined({ ContinuationToken: token }) }),
    );
    for (const { Key: key = '', ETag: fingerprint = '', Size: bytes = 0 } of page.Contents ?? [])
      objects.push({ key, fingerprint, bytes });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return objects.sort(byKey);
};
