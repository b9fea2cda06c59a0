import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulator } from '#simulator/index.ts';
import { dataUri, flatPng } from './sample-pictures.ts';
import { bodyOf, HEADERS, START } from './virtual-service.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a simulator started again on its folder', () => {
  it('goes on with its tasks where the clock is now, pictures included', async () => {
    let now = START;
    const start = () =>
      createSimulator({
        clock: { now: () => now, setTimer: () => ({ cancel: () => undefined }) },
        stateFolder: folder,
        duration: () => 60,
        limits: { runningTasks: 1 },
      });
    const first = start();
    const body = bodyOf('at night', { n: 1, seed: 3 }, [dataUri(await flatPng(400, 500, '#447799'))]);
    for (let index = 0; index < 3; index += 1) expect(first.service.createTask(HEADERS, body).status).toBe(200);
    const ids = first.tasks().map((task) => task.id);
    await expect.poll(async () => (await readdir(join(folder, 'pictures')).catch(() => [])).length).toBe(3);
    now += 1000;
    expect(first.service.cancelTask(HEADERS, ids[1] ?? '').status).toBe(200);
    await first.close();
    await appendFile(join(folder, 'tasks.jsonl'), '{"type":"created","id":"cut sho');

    const second = start();
    now += 65_000;
    expect(second.tasks().map((task) => [task.id, task.status])).toEqual([
      [ids[0], 'SUCCEEDED'],
      [ids[1], 'CANCELED'],
      [ids[2], 'RUNNING'],
    ]);
    const { output } = second.service.getTask(HEADERS, ids[0] ?? '').body as { output: { results: readonly { url: string }[] } };
    const { pathname, search } = new URL(output.results[0]?.url ?? '');
    const picture = await second.service.getResult('GET', pathname + search);
    expect(await sharp(picture.body).metadata()).toMatchObject({ width: 1152, height: 1408 });
    await second.close();

    now += 3 * 24 * 3600 * 1000;
    const third = start();
    expect(third.tasks()).toEqual([]);
    await expect.poll(async () => (await readdir(join(folder, 'pictures'))).length).toBe(0);
    await third.close();
  });
});
