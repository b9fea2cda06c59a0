import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { InvalidEdit, Unavailable } from '#core/errors.ts';
import { newObjectsIn } from '#core/request/object-created.ts';
import { keyStartedBy } from '#local/triggers/folder-watch.ts';
import { createIntake, type IntakeDeps, LOCAL_BUCKET } from '#local/triggers/object-events.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = (change: Partial<IntakeDeps> = {}) => {
  const clock = createVirtualClock();
  const telemetry = createRecordingTelemetry();
  const taken: string[] = [];
  const intake = createIntake({
    head: async () => ({ bytes: 5, versionId: 'v1' }),
    reject: async () => undefined,
    startEdit: async (event) => {
      taken.push(...keysIn(event));
      return { batchItemFailures: [] };
    },
    clock,
    newId: () => 'id',
    telemetry,
    ...change,
  });
  return { intake, clock, telemetry, taken };
};
const keysIn = (event: SQSEvent): readonly string[] =>
  event.Records.flatMap(({ body }) => newObjectsIn(JSON.parse(body)).map(({ key }) => key));

describe('a file in a watched folder', () => {
  it('is passed to start-edit in the event that S3 would send, with its version', async () => {
    const events: SQSEvent[] = [];
    const { intake } = setUp({
      startEdit: async (event) => {
        events.push(event);
        return { batchItemFailures: [] };
      },
    });
    intake.take('uploads/Ü + %.png');
    await intake.idle();
    expect(events).toHaveLength(1);
    expect(newObjectsIn(JSON.parse(events[0]?.Records[0]?.body ?? ''))).toEqual([
      { bucket: LOCAL_BUCKET, key: 'uploads/Ü + %.png', versionId: 'v1' },
    ]);
  });
  it('is passed again when start-edit failed: soon at first, then seldom and loudly, and is never given up', async () => {
    let receives = 0;
    const { intake, clock, telemetry } = setUp({
      startEdit: async ({ Records }) => {
        receives += 1;
        return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
    });
    intake.take('uploads/a.png');
    await clock.drive(intake.idle());
    expect(receives).toBe(5);
    expect(telemetry.lines.at(-1)).toMatchObject({ level: 'error', event: 'upload not taken', fields: { key: 'uploads/a.png' } });
    await clock.advance(5 * 60_000);
    expect(receives).toBe(6);
  });
  it('lets others be taken while it waits for its next attempt, however many cannot be taken yet', async () => {
    const full = new Unavailable({ code: 'STORE_UNAVAILABLE', message: 'the disk is full', hint: 'Make room.' });
    let isFull = true;
    const { intake, clock, taken } = setUp({
      head: async (key) => {
        if (isFull && key !== 'uploads/small.png') throw full;
        return { bytes: 5, versionId: 'v1' };
      },
    });
    const large = Array.from({ length: 9 }, (_, index) => `uploads/large-${index}.png`);
    for (const key of large) intake.take(key);
    await clock.advance(60_000);
    intake.take('uploads/small.png');
    await clock.advance(0);
    expect(taken).toEqual(['uploads/small.png']);
    isFull = false;
    await clock.advance(5 * 60_000);
    expect(taken.toSorted()).toEqual([...large, 'uploads/small.png']);
    intake.stop();
  });
  it('is dropped when it was deleted meanwhile', async () => {
    const { intake, taken } = setUp({ head: async () => undefined });
    intake.take('uploads/a.png');
    await intake.idle();
    expect(taken).toEqual([]);
  });
  it('is recorded as rejected when its metadata cannot be read', async () => {
    const problem = { code: 'SIDECAR_INVALID', message: 'not JSON', hint: 'correct it' };
    const rejected: unknown[] = [];
    const { intake, taken } = setUp({
      head: async () => Promise.reject(new InvalidEdit(problem)),
      reject: async (key, why) => void rejected.push([key, why]),
    });
    intake.take('uploads/a.png');
    await intake.idle();
    expect(rejected).toEqual([['uploads/a.png', problem]]);
    expect(taken).toEqual([]);
  });
  it('is queued once, however often it changes while it waits', async () => {
    const { intake, taken } = setUp();
    const keys = Array.from({ length: 20 }, (_, index) => `uploads/${index}.png`);
    for (const key of [...keys, ...keys.slice(10)]) intake.take(key);
    await intake.idle();
    expect(taken).toEqual(keys);
  });
});

describe('which edit a file starts', () => {
  it.each([
    ['uploads/a.png', 'uploads/a.png'],
    ['uploads/restyle/a.png', 'uploads/restyle/a.png'],
    ['uploads/restyle/a.png.json', 'uploads/restyle/a.png'],
    ['requests/do.json', 'requests/do.json'],
    ['requests/clock.png', undefined],
    ['uploads/.hidden.png', undefined],
    ['uploads/a.png.part', undefined],
    ['uploads/a.crdownload', undefined],
    ['presets/x.json', undefined],
    ['results/a/1.png', undefined],
  ])('%s starts %s', (key, started) => {
    expect(keyStartedBy(key)).toBe(started);
  });
});
