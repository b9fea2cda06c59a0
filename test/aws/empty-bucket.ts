/** Empties a versioned bucket, since a bucket with anything in it outlives its stack. */
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';

/** Deletes every version and every delete marker of a bucket, and answers how many. @throws Error naming the bucket and the first object that stayed */
export const emptyBucket = async (bucket: string, client: S3Client = new S3Client({})): Promise<number> => {
  for (let deleted = 0; ; ) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
    const stayed = Errors?.[0];
    if (stayed !== undefined) throw new Error(`${stayed.Key} stayed in bucket ${bucket}: ${stayed.Code}`);
    deleted += Objects.length;
  }
};
