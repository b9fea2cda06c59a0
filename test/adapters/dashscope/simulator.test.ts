import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelStudio, createResultDownloads } from '#adapters/dashscope/index.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import { MODEL } from '#core/service/limits.ts';
import type { TaskReport } from '#core/service/task.ts';
import { createSimulator, type FaultPlan, type Simulator, systemClock } from '#simulator/index.ts';
import { keyring, thrownBy } from './client.ts';
import { encodedPicture } from './pictures.ts';

/** The machine's own clock: deadlines of the client are far beyond what these tests take. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { ref: false, ...omitUndefined({ signal }) }),
};

let simulator: Simulator | undefined;
let client: Model;
let downloads: ResultDownloads;
let photo: string;

/** How far the simulator's clock is ahead of the machine's, in ms: only looking at a task moves it, so that nothing expires meanwhile. */
let ahead = 0;

/** A simulator whose time passes when a task is looked at, and a client and downloads for it. */
const start = async (faults: FaultPlan = []): Promise<Simulator> => {
  const limits = { createsPerSecond: 1000, queriesPerSecond: 100_000 };
  const running = createSimulator({ clock: { ...systemClock, now: () => Date.now() + ahead }, faults, limits });
  const { baseUrl } = await running.listen();
  simulator = running;
  client = createModelStudio({ baseUrl, secrets: keyring(), clock });
  downloads = createResultDownloads({ clock, allowOrigins: [new URL(baseUrl).origin] });
  return running;
};
beforeEach(async () => {
  ahead = 0;
  photo = `data:image/png;base64,${Buffer.from(await encodedPicture()).toString('base64')}`;
});
afterEach(() => simulator?.close());

const task = (change: Partial<Parameters<Model['createTask']>[0]['parameters']> = {}, images = [photo]) => ({
  prompt: 'Paint the wall blue',
  images,
  parameters: { n: 1, promptExtend: true, watermark: false, ...change },
});

/** Between two looks at a task, in ms of the simulator. */
const LOOK_EVERY_MS = 10_000;

/** Asks until the task has ended. */
const ended = async (taskId: string): Promise<TaskReport> => {
  for (;;) {
    ahead += LOOK_EVERY_MS;
    const report = await client.getTask(taskId);
    if (report.status !== 'PENDING' && report.status !== 'RUNNING') return report;
  }
};

const read = async (
  url: string,
): Promise<{ readonly bytes: number | undefined; readonly mediaType: string; readonly data: Buffer }> => {
  const { bytes, mediaType, body } = await downloads.open(url);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { bytes, mediaType, data: Buffer.concat(chunks) };
};

describe('the client against the simulated Model Studio', () => {
  it('creates a task, follows it to its result and fetches every picture', async () => {
    await start();
    const before = Date.now();
    const { taskId } = await client.createTask(task({ n: 2, size: '768*768', seed: 5 }));
    const report = await ended(taskId);
    expect(report).toMatchObject({ status: 'SUCCEEDED', imageCount: 2, originalPrompt: 'Paint the wall blue' });
    if (report.status !== 'SUCCEEDED') return;
    expect(report.actualPrompt).toContain('Paint the wall blue');
    expect(report.images).toHaveLength(2);
    expect(report.times.submittedAt).toBeGreaterThanOrEqual(before - 1000);
    expect(report.times.endedAt).toBeGreaterThanOrEqual(report.times.scheduledAt ?? Number.POSITIVE_INFINITY);
    for (const image of report.images) {
      const picture = await read('url' in image ? image.url : '');
      expect(picture).toMatchObject({ bytes: picture.data.length, mediaType: 'image/png' });
      expect(picture.data.subarray(1, 4).toString()).toBe('PNG');
      expect([picture.data.readUInt32BE(16), picture.data.readUInt32BE(20)]).toEqual([768, 768]);
    }
  });

  it('uploads a picture and edits it by its oss:// reference', async () => {
    const running = await start();
    const bytes = Buffer.from(photo.slice(photo.indexOf(',') + 1), 'base64');
    const body = (async function* () {
      yield bytes.subarray(0, 100);
      yield bytes.subarray(100);
    })();
    const reference = await client.uploadPicture({ name: 'vase.png', mediaType: 'image/png', bytes: bytes.length, body });
    expect(reference).toMatch(/^oss:\/\/.+vase\.png$/);
    const { taskId } = await client.createTask(task({}, [reference]));
    expect((await ended(taskId)).status).toBe('SUCCEEDED');
    expect(running.tasks()).toHaveLength(1);
  });

  it('finds its tasks in the list, all pages of it, oldest first', async () => {
    const running = await start();
    const from = Date.now();
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push((await client.createTask(task())).taskId);
    const { rows, understood } = await client.listTasks({ from: from - 1000, to: Date.now() + 1000 });
    expect(understood).toBe(true);
    expect(rows.map(({ taskId }) => taskId).sort()).toEqual([...ids].sort());
    const instants = rows.map(({ createdAt }) => createdAt ?? Number.NaN);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(
      running
        .tasks()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect((await client.listTasks({ from: from - 7_200_000, to: from - 3_600_000 })).rows).toEqual([]);
  });

  it('cancels a task that waits behind five others, and not one that runs', async () => {
    await start();
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push((await client.createTask(task())).taskId);
    while ((await client.getTask(ids[0] ?? '')).status === 'PENDING') await setImmediate();
    expect(await client.cancelTask(ids[0] ?? '')).toBe('not-pending');
    expect(await client.cancelTask(ids[5] ?? '')).toBe('canceled');
    expect(await client.getTask(ids[5] ?? '')).toMatchObject({ status: 'CANCELED' });
  });

  it('finds the task whose answer was lost, and none that was never accepted', async () => {
    const running = await start([
      { phase: 'create', kind: 'drop-after-accept', when: { nth: 1 } },
      { phase: 'create', kind: 'drop-before', when: { nth: 1 } },
    ]);
    const from = Date.now();
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name: 'SubmissionUnknown' });
    const { rows: found } = await client.listTasks({ from, to: Date.now() + 1000 });
    expect(found.map(({ taskId }) => taskId)).toEqual(running.tasks().map(({ id }) => id));
    expect(found).toHaveLength(1);
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name: 'SubmissionUnknown' });
    expect(running.tasks()).toHaveLength(1);
  });

  it('tells a throttled create from a broken account, and creates nothing in either case', async () => {
    const running = await start([
      { phase: 'create', kind: { error: { code: 'Throttling.RateQuota' } }, when: { nth: 1 } },
      { phase: 'create', kind: { error: { code: 'AllocationQuota.FreeTierOnly' } }, when: { nth: 1 } },
    ]);
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name: 'NotAccepted', code: 'THROTTLED' });
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name: 'AccountProblem', code: 'FREE_TIER_USED_UP' });
    expect(running.tasks()).toHaveLength(0);
  });

  it('reports pictures that failed, tasks that failed and tasks that nobody knows', async () => {
    await start([
      { phase: 'task', kind: { partial: { failed: [0] } }, when: { nth: 1 } },
      { phase: 'task', kind: { fail: { code: 'InternalError.Algo' } }, when: { nth: 1 } },
    ]);
    const partial = await ended((await client.createTask(task({ n: 2 }))).taskId);
    expect(partial).toMatchObject({
      status: 'SUCCEEDED',
      imageCount: 1,
      images: [{ code: 'DataInspectionFailed' }, { url: expect.any(String) }],
    });
    expect(await ended((await client.createTask(task())).taskId)).toMatchObject({ status: 'FAILED', code: 'InternalError.Algo' });
    expect(await client.getTask('00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 'UNKNOWN' });
  });

  it('says what happened to a result that expired, broke off or turned into a web page', async () => {
    await start([
      { phase: 'result', kind: 'expired', when: { nth: 1 } },
      { phase: 'result', kind: 'truncate', when: { nth: 1 } },
    ]);
    const report = await ended((await client.createTask(task())).taskId);
    const [image] = report.status === 'SUCCEEDED' ? report.images : [];
    const url = image !== undefined && 'url' in image ? image.url : '';
    expect(await thrownBy(read(url))).toMatchObject({ code: 'RESULT_EXPIRED' });
    expect(await thrownBy(read(url))).toMatchObject({ code: 'RESULT_DOWNLOAD_FAILED' });
    expect((await read(url)).data.subarray(1, 4).toString()).toBe('PNG');
    expect(await thrownBy(read(url.replace(/Signature=[^&]+/, 'Signature=wrong')))).toMatchObject({ code: 'RESULT_EXPIRED' });
  });

  it('works without a socket, over the simulator’s own fetch', async () => {
    const running = await start();
    const inProcess = createModelStudio({
      baseUrl: 'https://service.example/api/v1',
      secrets: keyring(),
      clock,
      fetch: running.fetch,
    });
    const { taskId } = await inProcess.createTask(task());
    expect(await inProcess.getTask(taskId)).toHaveProperty('status');
    expect(running.tasks()).toMatchObject([{ id: taskId, model: MODEL }]);
  });
});
