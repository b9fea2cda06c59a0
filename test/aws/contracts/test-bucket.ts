/** Versioned buckets for the contract suite, emptied before each use. */
import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { TestTable } from './ledger-table.ts';

/** A bucket of this run's own. */
export type TestBucket = Pick<TestTable, 'empty' | 'remove'> & { readonly name: string };

/** Makes a bucket that keeps versions. */
export const createTestBucket = async (): Promise<TestBucket> => {
  const client = new S3Client({});
  const Bucket = `darkroom-contract-${randomUUID()}`;
  const region = await client.config.region();
  await client.send(
    new CreateBucketCommand({
      Bucket,
      ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as never } }),
    }),
  );
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));

  const empty = async (): Promise<void> => {
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) return;
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    }
  };

  return {
    name: Bucket,
    empty,
    remove: async () => {
      await empty();
      await client.send(new DeleteBucketCommand({ Bucket }));
    },
  };
};
