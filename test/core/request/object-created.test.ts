import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNotificationKey, newObjectsIn } from '#core/request/object-created.ts';

const busEvent = (object: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  ...more,
  detail: { bucket: { name: 'b' }, object, reason: 'PutObject' },
});
const notification = (...records: readonly Record<string, unknown>[]) => ({
  Records: records.map((object) => ({ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object } })),
});

describe('the news of a new object', () => {
  it('is read from EventBridge, where the key stands as it is', () => {
    const event = busEvent({ key: 'uploads/a+b %20.png', 'version-id': 'v1', sequencer: '0F', size: 5 });
    expect(newObjectsIn(event)).toEqual([{ bucket: 'b', key: 'uploads/a+b %20.png', versionId: 'v1', sequencer: '0F' }]);
  });

  it('is read from a notification of S3, where the key is encoded', () => {
    const message = notification(
      { key: 'uploads/caf%C3%A9+au+lait.png', versionId: 'v1', sequencer: '0F' },
      { key: 'uploads/b.png', versionId: null },
    );
    expect(newObjectsIn(message)).toEqual([
      { bucket: 'b', key: 'uploads/café au lait.png', versionId: 'v1', sequencer: '0F' },
      { bucket: 'b', key: 'uploads/b.png' },
    ]);
  });

  it.each([undefined, '', 'null'])('has no version where the bucket has none (%s)', (version) => {
    expect(newObjectsIn(busEvent({ key: 'k', 'version-id': version }))).toEqual([{ bucket: 'b', key: 'k' }]);
  });

  it.each([
    ['a deletion on the bus', busEvent({ key: 'k' }, { 'detail-type': 'Object Deleted' })],
    [
      'a deletion in a notification',
      { Records: [{ ...notification({ key: 'k' }).Records[0], eventName: 'ObjectRemoved:Delete' }] },
    ],
    ['another source', busEvent({ key: 'k' }, { source: 'somebody' })],
    ["S3's test event", { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }],
    ['nothing at all', undefined],
    ['a text', 'text'],
  ])('is not in %s', (_what, message) => {
    expect(newObjectsIn(message)).toEqual([]);
  });

  it('is read with the prefix that other tools put before the name', () => {
    const [record] = notification({ key: 'k' }).Records;
    expect(newObjectsIn({ Records: [{ ...record, eventName: 's3:ObjectCreated:Put' }] })).toHaveLength(1);
  });

  const detail = (object: object) => ({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'b' }, object },
  });

  it('comes from EventBridge with the key as it is', () => {
    expect(newObjectsIn(detail({ key: 'uploads/a+b%20c.png', 'version-id': 'v1', sequencer: '0A' }))).toEqual([
      { bucket: 'b', key: 'uploads/a+b%20c.png', versionId: 'v1', sequencer: '0A' },
    ]);
    expect(newObjectsIn(detail({ key: 'k' }))).toEqual([{ bucket: 'b', key: 'k' }]);
    expect(newObjectsIn(detail({ key: 'k', 'version-id': 'null' }))).toEqual([{ bucket: 'b', key: 'k' }]);
    expect(newObjectsIn({ ...detail({ key: 'k' }), 'detail-type': 'Object Deleted' })).toEqual([]);
  });

  it('comes from an S3 notification with the key encoded', () => {
    const record = (eventName: string, key: string, versionId?: string | null) => ({
      eventName,
      s3: { bucket: { name: 'b' }, object: { key, versionId } },
    });

    expect(
      newObjectsIn({
        Records: [record('ObjectCreated:Put', 'uploads/a%2Bb+c%C3%BC.png', 'v1'), record('ObjectRemoved:Delete', 'x')],
      }),
    ).toEqual([{ bucket: 'b', key: 'uploads/a+b cü.png', versionId: 'v1' }]);
    expect(newObjectsIn({ Records: [record('s3:ObjectCreated:Put', 'k', null)] })).toEqual([{ bucket: 'b', key: 'k' }]);
    expect(decodeNotificationKey('100%')).toBe('100%');
  });

  it.each([undefined, null, 'text', {}, { Event: 's3:TestEvent' }, { Records: [{}] }])(
    'is nothing in any other message: %j',
    (message) => {
      expect(newObjectsIn(message)).toEqual([]);
    },
  );

  it('says nothing of a version that is not there', () => {
    expect(newObjectsIn(busEvent({ key: 'k' }))).toStrictEqual([{ bucket: 'b', key: 'k' }]);
    expect(newObjectsIn(notification({ key: 'k', versionId: null }))).toStrictEqual([{ bucket: 'b', key: 'k' }]);
  });

  it.each([
    { detail: undefined },
    { detail: {} },
    { detail: { bucket: {}, object: { key: 'k' } } },
    { detail: { bucket: { name: 'b' }, object: {} } },
    { detail: { bucket: { name: 'b' } } },
  ])('is not in an event of S3 that lacks something: %j', (change) => {
    expect(newObjectsIn({ ...busEvent({ key: 'k' }), ...change })).toEqual([]);
  });

  it.each([
    { s3: { bucket: { name: 'b' }, object: { key: 'k' } } },
    { eventName: 'ObjectCreated:Put' },
    { eventName: 'ObjectCreated:Put', s3: {} },
    { eventName: 'ObjectCreated:Put', s3: { bucket: {}, object: { key: 'k' } } },
    { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: {} } },
    { eventName: 'xs3:ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'k' } } },
  ])('is not in a record that lacks something: %j', (record) => {
    expect(newObjectsIn({ Records: [record] })).toEqual([]);
  });
});

describe('the key in a notification', () => {
  it('is any key, encoded as a form encodes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const encoded = new URLSearchParams([['', key.toWellFormed()]]).toString().slice(1);
        expect(decodeNotificationKey(encoded)).toBe(key.toWellFormed());
      }),
    );
  });

  it('is taken as it is when it is not encoded properly', () => {
    expect(decodeNotificationKey('100%.png')).toBe('100%.png');
  });
});
