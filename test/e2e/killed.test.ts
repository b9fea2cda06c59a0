import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { systemClock } from '#simulator/clock.ts';
import { createSimulator } from '#simulator/index.ts';
import { HURRIED_LIMITS, newHome, PROJECT, type StartedProcess, startProcess } from './home.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let running: StartedProcess | undefined;
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  await running?.end('SIGKILL');
  await home.remove();
});

/** How long tasks take: they are under way when the process is killed, whatever the speed of the machine. */
const TASK_SECONDS = 600;

/** Where the two services differ. */
interface Service {
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when the service would go on without this process. */
  underWay(): Promise<unknown>;
  whileKilled(): void;
}

/** Orders an edit, kills the process while the service works on it, starts again once the task is done and waits for the end. */
const editThroughKill = async ({ env, underWay, whileKilled }: Service) => {
  running = await startProcess('hurried', home.path, { ...env, TEST_TASK_SECONDS: String(TASK_SECONDS) });
  const before = createClient({ baseUrl: running.url });
  const clock = new File([await readFile(join(PROJECT, 'samples', 'clock.png'))], 'clock.png', { type: 'image/png' });
  const { id } = await before.edits.create({ images: [await before.uploads.upload(clock)], prompt: 'Make it night' });
  await expect.poll(async () => (await before.edits.get(id)).status).toBe('RUNNING');
  const { taskId } = await before.edits.get(id);
  await underWay();
  expect(await running.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });

  whileKilled();
  running = await startProcess('hurried', home.path, { ...env, TEST_LATER_SECONDS: String(TASK_SECONDS) });
  const ended = await createClient({ baseUrl: running.url }).edits.wait(id);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', taskId, usage: { imageCount: 1 } });
  expect(ended.results).toHaveLength(1);
  const manifest = JSON.parse(await readFile(join(home.path, ended.resultPrefix, 'edit.json'), 'utf8'));
  expect(manifest).toMatchObject({ editId: id, taskId });
  return ended;
};

interface JournalLine {
  readonly type: string;
  readonly id: string;
  readonly request?: { readonly prompt: string };
}

/** What the built-in simulator has written down. */
const journal = async (): Promise<readonly JournalLine[]> =>
  (await readFile(join(home.path, '.simulator', 'tasks.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine);

/** The tasks of the edit at the built-in simulator, beside those of the sample images. */
const created = async (): Promise<readonly JournalLine[]> =>
  (await journal()).filter(({ type, request }) => type === 'created' && request?.prompt === 'Make it night');

describe('a runtime killed while the service works', () => {
  it('finishes the edit after the next start, with one task at the built-in simulator', async () => {
    // The service of a killed process is killed too; what it has not looked at yet fails, as it should.
    const lookedAt = async (): Promise<boolean> => {
      const [task] = await created();
      return (await journal()).some(({ type, id }) => type === 'inspected' && id === task?.id);
    };
    const edit = await editThroughKill({
      env: {},
      underWay: () => expect.poll(lookedAt).toBe(true),
      whileKilled: () => undefined,
    });
    expect(await created()).toHaveLength(1);
    expect(edit.results).toHaveLength(1);
  });

  it('finishes the edit after the next start, with one task at a service that lives elsewhere', async () => {
    let laterMs = 0;
    const simulator = createSimulator({
      clock: { ...systemClock, now: () => Date.now() + laterMs },
      duration: () => TASK_SECONDS,
      limits: HURRIED_LIMITS,
    });
    const { baseUrl } = await simulator.listen();
    try {
      await editThroughKill({
        env: { DASHSCOPE_API_KEY: 'sk-elsewhere-3f2a91c0d490', DASHSCOPE_HTTP_BASE_URL: baseUrl },
        underWay: async () => undefined,
        whileKilled: () => {
          laterMs = TASK_SECONDS * 1000;
        },
      });
      expect(simulator.tasks()).toHaveLength(1);
      expect(simulator.requests.creates).toBe(1);
    } finally {
      await simulator.close();
    }
  });
});
