/** New objects, out of the two shapes of message in which S3 reports them. */

import * as z from 'zod/mini';
import { omitUndefined } from '../omit-undefined.ts';

/** A new object. `versionId` is missing when the bucket (or an emulator) does not version. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly sequencer?: string;
}

/** "Object Created" as EventBridge carries it: the key is as it is, not URL-encoded (S3 User Guide, "EventBridge event message structure"). */
const eventBridgeSchema = z.looseObject({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  detail: z.looseObject({
    bucket: z.looseObject({ name: z.string() }),
    object: z.looseObject({
      key: z.string(),
      'version-id': z.optional(z.string()),
      sequencer: z.optional(z.string()),
    }),
  }),
});

/** An S3 event notification: the key is URL-encoded, blanks as plus signs (S3 User Guide, "Event message structure"). */
const notificationSchema = z.looseObject({
  Records: z.array(
    z.looseObject({
      eventName: z.string(),
      s3: z.looseObject({
        bucket: z.looseObject({ name: z.string() }),
        object: z.looseObject({ key: z.string(), versionId: z.nullish(z.string()), sequencer: z.optional(z.string()) }),
      }),
    }),
  ),
});

/** The new objects that a message tells of; empty for any other message, such as S3's test event. */
export const newObjectsIn = (message: unknown): readonly NewObject[] => {
  const event = eventBridgeSchema.safeParse(message);
  if (event.success) {
    const { bucket, object } = event.data.detail;
    if (event.data['detail-type'] !== 'Object Created') return [];
    return [newObject(bucket.name, object.key, object['version-id'], object.sequencer)];
  }
  const notification = notificationSchema.safeParse(message);
  if (!notification.success) return [];
  return notification.data.Records.filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(eventName)).map(({ s3 }) =>
    newObject(s3.bucket.name, decodeNotificationKey(s3.object.key), s3.object.versionId ?? undefined, s3.object.sequencer),
  );
};

/** The key inside an S3 event notification; one that is not properly encoded is taken as it is. */
export const decodeNotificationKey = (encoded: string): string => {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
};

const newObject = (bucket: string, key: string, versionId: string | undefined, sequencer: string | undefined): NewObject => ({
  bucket,
  key,
  ...(versionId === undefined || versionId === '' || versionId === 'null' ? {} : { versionId }),
  ...omitUndefined({ sequencer }),
});
