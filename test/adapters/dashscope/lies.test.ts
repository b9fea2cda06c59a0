/** The client against a simulator that behaves as the real world was seen to. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createModelStudio } from '#adapters/dashscope/index.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Model } from '#core/ports/model.ts';
import type { TaskReport } from '#core/service/task.ts';
import { createSimulator, type LieName, type Simulator, type SimulatorOptions } from '#simulator/index.ts';
import { keyring, thrownBy } from './client.ts';
import { encodedPicture } from './pictures.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { ref: false, ...omitUndefined({ signal }) }),
};

let simulator: Simulator | undefined;
let photo: string;
beforeAll(async () => {
  photo = `data:image/png;base64,${Buffer.from(await encodedPicture()).toString('base64')}`;
});
afterEach(() => simulator?.close());

type Lie = readonly [lie: LieName, value?: string | number | undefined];

/** Rows of a table of lies. */
const each = (...lies: readonly Lie[]) =>
  it.each(lies.map(([lie, value]): readonly [LieName, string | number | undefined] => [lie, value]));

/** A simulator that lies, at 2000 times the speed of the service. */
const lying = async (lies: readonly Lie[], options: Partial<SimulatorOptions> = {}) => {
  const limits = { createsPerSecond: 1000, queriesPerSecond: 100_000 };
  const rules = lies.map(([lie, value]) => ({ lie, ...omitUndefined({ value }) }));
  const running = createSimulator({ speed: 2000, limits, lies: rules, ...options });
  simulator = running;
  const { baseUrl } = await running.listen();
  return { running, client: createModelStudio({ baseUrl, secrets: keyring(), clock }) };
};

const task = () => ({
  prompt: 'Paint the wall blue',
  images: [photo],
  parameters: { n: 2, promptExtend: true, watermark: false },
});

const ended = async (client: Model, taskId: string): Promise<TaskReport> => {
  for (;;) {
    const report = await client.getTask(taskId);
    if (report.status !== 'PENDING' && report.status !== 'RUNNING') return report;
  }
};

/** Creates a task and answers what the list of that time says. */
const listed = async (client: Model) => {
  const from = clock.now() - 60_000;
  const { taskId } = await client.createTask(task());
  return { taskId, list: await client.listTasks({ from, to: clock.now() + 60_000 }) };
};

describe('answers that are written in another way', () => {
  each(
    ['compress', 'gzip'],
    ['compress', 'deflate'],
    ['compress', 'deflate-raw'],
    ['compress', 'br'],
    ['compress', 'accepted'],
    ['bom'],
    ['numbers-as-text'],
    ['list-instants', 'text'],
    ['unknown-fields'],
    ['task-id'],
  )('mean the same: %s %s', async (lie, value) => {
    const { client, running } = await lying([[lie, value]]);
    const { taskId, list } = await listed(client);
    expect(list).toMatchObject({ understood: true, rows: [{ taskId }] });
    expect(running.tasks().map(({ id }) => id)).toEqual([taskId]);
    expect(await ended(client, taskId)).toMatchObject({ status: 'SUCCEEDED', imageCount: 2 });
  });
});

describe('a list that is not what was asked for', () => {
  each(
    ['list-instants', 'early'],
    ['list-instants', 'late'],
    ['list-instants', 'seconds'],
    ['list-instants', 'microseconds'],
    ['list-instants', 'iso'],
    ['list-instants', 'null'],
    ['list-model'],
    ['list-model', 'wan2.5_i2i_preview'],
    ['list-null-row'],
    ['list-total'],
  )('proves nothing, and its rows are candidates: %s %s', async (lie, value) => {
    const { client } = await lying([[lie, value]]);
    const { taskId, list } = await listed(client);
    expect(list).toMatchObject({ understood: false, rows: [{ taskId }] });
  });

  it('proves nothing when its rows are missing', async () => {
    const { client } = await lying([['list-no-rows']]);
    expect((await listed(client)).list).toMatchObject({ understood: false, rows: [] });
  });

  it('is an error when it carries one', async () => {
    const { client } = await lying([['list-error']]);
    expect(await thrownBy(listed(client))).toMatchObject({ name: 'Unavailable', code: 'THROTTLED' });
  });
});

describe('a create', () => {
  each(
    ['create-error'],
    ['create-error', 'InvalidParameter'],
    ['create-page'],
    ['create-page', 404],
    ['create-page', 302],
    ['create-code'],
    ['create-no-id'],
  )('is in doubt, since its task was made: %s %s', async (lie, value) => {
    const { client, running } = await lying([[lie, value]]);
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name: 'SubmissionUnknown' });
    expect(running.tasks()).toHaveLength(1);
  });

  it.each<readonly [LieName, string | number | undefined, string, string]>([
    ['refuse-400', undefined, 'InvalidEdit', 'REQUEST_REFUSED'],
    ['refuse-400', 'data_inspection_failed', 'InvalidEdit', 'CONTENT_REFUSED'],
    ['refuse-200', undefined, 'InvalidEdit', 'CONTENT_REFUSED'],
    ['refuse-200', 'InvalidApiKey', 'AccountProblem', 'API_KEY_REFUSED'],
    ['body-limit', 100, 'NotAccepted', 'REQUEST_TOO_LARGE'],
  ])('is refused, and no task was made: %s %s is %s, %s', async (lie, value, name, code) => {
    const { client, running } = await lying([[lie, value]]);
    expect(await thrownBy(client.createTask(task()))).toMatchObject({ name, code });
    expect(running.tasks()).toHaveLength(0);
  });

  each(
    ['retry-after', 7],
    ['retry-after-date', 7],
    ['retry-after-ms', 7],
  )('that is one too many says when to come back: %s', async (lie, value) => {
    const { client } = await lying([[lie, value]], { speed: 1, limits: { createsPerSecond: 1, queriesPerSecond: 1000 } });
    const creates = await Promise.all([1, 2, 3].map(() => client.createTask(task()).catch((error: unknown) => error)));
    const refused = creates.filter((created) => created instanceof Error);
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused) {
      expect(error).toMatchObject({ name: 'NotAccepted', limit: 'rate' });
      expect(Math.abs(Number(Reflect.get(error, 'retryAfterMs')) - 7000)).toBeLessThanOrEqual(1000);
    }
  });
});

describe('the clock of the service', () => {
  it.each([124, -7200])('is known from its answers: %i s', async (seconds) => {
    const { client } = await lying([['clock-skew', seconds]], { speed: 1 });
    const { clockOffsetMs = 0 } = await client.createTask(task());
    expect(Math.abs(clockOffsetMs - seconds * 1000)).toBeLessThan(5000);
    const serviceNow = clock.now() + clockOffsetMs;
    const list = await client.listTasks({ from: serviceNow - 60_000, to: serviceNow + 60_000 });
    expect(list).toMatchObject({ understood: true, rows: [expect.anything()] });
    expect(Math.abs((list.clockOffsetMs ?? 0) - seconds * 1000)).toBeLessThan(5000);
  });

  it('is not known from answers without a date', async () => {
    const { client } = await lying([['no-date']]);
    expect(await client.createTask(task())).not.toHaveProperty('clockOffsetMs');
    expect(await client.listTasks({ from: clock.now(), to: clock.now() })).not.toHaveProperty('clockOffsetMs');
  });
});

describe('a task', () => {
  it.each<readonly [LieName, object]>([
    ['failed-with-picture', { status: 'SUCCEEDED', imageCount: 2 }],
    ['status-word', { status: 'SUCCEEDED', imageCount: 2 }],
    [
      'null-result',
      { status: 'SUCCEEDED', images: [{ url: expect.any(String) }, { url: expect.any(String) }, { code: 'Unexplained' }] },
    ],
    ['few-results', { status: 'SUCCEEDED', images: [{ url: expect.any(String) }], imageCount: 1 }],
    ['no-results', { status: 'SUCCEEDED', images: [] }],
  ])('is told for what it is: %s', async (lie, report) => {
    const { client } = await lying([[lie]]);
    const { taskId } = await client.createTask(task());
    expect(await ended(client, taskId)).toMatchObject(report);
  });

  it('is not told by an answer that is an error', async () => {
    const { client } = await lying([['task-refusal']]);
    const { taskId } = await client.createTask(task());
    expect(await thrownBy(client.getTask(taskId))).toMatchObject({ name: 'Unavailable', code: 'CONTENT_REFUSED' });
  });
});

describe('the rest', () => {
  it.each(['overwrite', 'acl', 'both'])('uploads with a permission without %s', async (part) => {
    const { client } = await lying([['policy-without', part]]);
    const body = await encodedPicture();
    const picture = { name: 'a.png', mediaType: 'image/png', bytes: body.byteLength, body: piecesOf(body) };
    const reference = await client.uploadPicture(picture);
    const { taskId } = await client.createTask({ ...task(), images: [reference] });
    expect(await ended(client, taskId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('tells the quota where it is answered, and nothing where it is not', async () => {
    const { client } = await lying([], { quotas: true });
    expect(await client.quota()).toMatchObject({ runningTasks: 5, createsPerSecond: 1000 });
    await simulator?.close();
    const { client: without } = await lying([]);
    expect(await without.quota()).toBeUndefined();
  });
});

const piecesOf = async function* (body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
};
