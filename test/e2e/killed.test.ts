import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { createSimulator } from '#simulator/index.ts';
import { newHome, PROJECT, type StartedProcess, startProcess } from './home.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let running: StartedProcess | undefined;
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  await running?.end('SIGKILL');
  await home.remove();
});

/** Orders an edit, kills the process while the service works on it, starts again and waits for the end. */
const editThroughKill = async (env: Readonly<Record<string, string>>) => {
  running = await startProcess(home.path, env);
  const before = createClient({ baseUrl: running.url });
  const clock = new File([await readFile(join(PROJECT, 'samples', 'clock.png'))], 'clock.png', { type: 'image/png' });
  const ordered = await before.edits.create({ images: [await before.uploads.upload(clock)], prompt: 'Make it night' });
  let edit = ordered;
  while (edit.status === 'QUEUED' || edit.status === 'SUBMITTING') edit = await before.edits.get(ordered.id, { waitSeconds: 20 });
  expect(edit.status).toBe('RUNNING');
  expect(await running.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });

  running = await startProcess(home.path, env);
  const ended = await createClient({ baseUrl: running.url }).edits.wait(ordered.id);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', taskId: edit.taskId, usage: { imageCount: 1 } });
  expect(ended.results).toHaveLength(1);
  const manifest = JSON.parse(await readFile(join(home.path, ended.resultPrefix, 'edit.json'), 'utf8'));
  expect(manifest).toMatchObject({ editId: ordered.id, taskId: edit.taskId });
  return ended;
};

describe('a runtime killed while the service works', () => {
  it('finishes the edit after the next start, with one task at the built-in simulator', async () => {
    const edit = await editThroughKill({});
    const journal = await readFile(join(home.path, '.simulator', 'tasks.jsonl'), 'utf8');
    const created = journal
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly request?: { readonly prompt: string } })
      .filter(({ type, request }) => type === 'created' && request?.prompt === 'Make it night');
    expect(created).toHaveLength(1);
    expect(edit.results).toHaveLength(1);
  }, 60_000);

  it('finishes the edit after the next start, with one task at a service that lives elsewhere', async () => {
    const simulator = createSimulator({ duration: { medianSeconds: 4, p95Seconds: 5 } });
    const { baseUrl } = await simulator.listen();
    try {
      await editThroughKill({ DASHSCOPE_API_KEY: 'sk-elsewhere', DASHSCOPE_HTTP_BASE_URL: baseUrl });
      expect(simulator.tasks()).toHaveLength(1);
      expect(simulator.requests.creates).toBe(1);
    } finally {
      await simulator.close();
    }
  }, 90_000);
});
