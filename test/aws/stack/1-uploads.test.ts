/** Pictures dropped into the bucket of the deployed stack, from the object's event to the stored result. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import type { EditEvent } from '#core/events/events.ts';
import { createEventQueue, type EventQueue } from '../event-queue.ts';
import { drop, editIn, editsOf, learnSpeed, model, outputs, PATIENCE_SECONDS, sample, store, until } from './deployed.ts';

const PHOTO = 'uploads/Ünïcödé clock +1.png';
const PRESET_PHOTO = 'uploads/paint/vase.jpg';
const REQUEST = 'requests/two pictures.json';
const NOT_A_PICTURE = 'uploads/notes.png';

let events: EventQueue;
const heard: EditEvent[] = [];

beforeAll(async () => {
  await learnSpeed();
  events = await createEventQueue(outputs.EventBusName);
  await drop('inputs/clock.png', sample('clock.png'));
  await drop('inputs/vase.jpg', sample('vase-on-a-table.jpg'));
  await drop('presets/paint.json', JSON.stringify({ prompt: 'Repaint it in watercolour', seed: 7 }));
  await drop(PHOTO, sample('clock.png'), { prompt: encodeURIComponent('Mach daraus eine Nacht – łódź'), n: '2' });
  await drop(PRESET_PHOTO, sample('vase-on-a-table.jpg'));
  await drop(REQUEST, JSON.stringify({ prompt: 'Put image 1 on image 2', images: ['inputs/clock.png', 'inputs/vase.jpg'] }));
  await drop(NOT_A_PICTURE, 'these are only words', { prompt: 'Make them pretty' });
});
afterAll(async () => await events.remove());

const manifestOf = async (edit: Edit): Promise<Record<string, unknown>> => {
  const key = `${edit.resultPrefix}edit.json`;
  await until(key, async () => await store.head({ key }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await store.open({ key })).body) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
};

describe('a picture dropped into the uploads bucket', () => {
  it.each([
    ['with a prompt in its metadata', PHOTO, 2],
    ['into the folder of a preset', PRESET_PHOTO, 1],
    ['as part of a written request', REQUEST, 1],
  ])('%s comes back edited, whole, with its record beside it', async (_how, key, pictures) => {
    const edit = await editIn(key, 'SUCCEEDED');
    const manifest = await manifestOf(edit);

    expect(edit.results).toHaveLength(pictures);
    for (const result of edit.results ?? []) {
      const stored = 'key' in result ? await store.head({ key: result.key }) : undefined;
      expect(stored).toMatchObject({ mediaType: 'image/png', bytes: 'bytes' in result ? result.bytes : undefined });
    }
    expect(manifest).toMatchObject({ taskId: edit.taskId });
    expect(edit.budget?.settled).toBe(pictures);
  });

  it('keeps the prompt to the character', async () => {
    expect((await editIn(PHOTO, 'SUCCEEDED')).prompt).toBe('Mach daraus eine Nacht – łódź');
  });

  it('publishes how it ended, to whoever listens on the bus', async () => {
    const wanted = await Promise.all([PHOTO, PRESET_PHOTO, REQUEST].map(async (key) => (await editIn(key, 'SUCCEEDED')).editId));
    await until('all events', async () => {
      heard.push(...(await events.receive(10, 3)));
      const succeeded = heard.filter(({ detailType }) => detailType === 'Image Edit Succeeded');
      return wanted.every((editId) => succeeded.some(({ detail }) => detail.editId === editId)) ? true : undefined;
    });
    expect(heard.map(({ detailType }) => detailType)).toContain('Image Edit Queued');
  });
});

describe('a file that is no picture', () => {
  it('is recorded as rejected with a reason, and nothing is sent', async () => {
    const edit = await editIn(NOT_A_PICTURE, 'REJECTED');

    expect(edit.problem?.message).toBeTruthy();
    expect(edit.taskId).toBeUndefined();
    expect(edit.submission).toBeUndefined();
  });
});

describe('an event that is delivered twice', () => {
  it('is one edit and one task', async () => {
    const { editId, source, taskId } = await editIn(PRESET_PHOTO, 'SUCCEEDED');
    const versionId = source.kind === 'upload' ? source.versionId : '';
    const before = await tasksOfToday();
    const detail = {
      bucket: { name: outputs.UploadsBucket },
      object: { key: PRESET_PHOTO, 'version-id': versionId, size: 1, etag: 'any', sequencer: 'AA' },
    };
    const body = JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
    const probe = 'uploads/after the repeated event.png';

    const queues = new SQSClient({ useQueueUrlAsEndpoint: false });
    for (let times = 0; times < 2; times += 1) {
      await queues.send(new SendMessageCommand({ QueueUrl: outputs.UploadQueueUrl, MessageBody: body }));
    }
    await drop(probe, 'still no picture', { prompt: 'x' });
    await editIn(probe, 'REJECTED');

    expect((await editsOf(PRESET_PHOTO)).map((edit) => [edit.editId, edit.taskId])).toEqual([[editId, taskId]]);
    expect(await tasksOfToday()).toBe(before);
  });
});

const tasksOfToday = async (): Promise<number> =>
  (await model.listTasks({ from: Date.now() - PATIENCE_SECONDS * 10_000, to: Date.now() + 60_000 })).rows.length;
