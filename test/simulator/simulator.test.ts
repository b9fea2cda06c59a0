import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createSimulator } from '#simulator/index.ts';
import { bmpOf, dataUri, flatPng, scenePng } from './sample-images.ts';
import { bodyOf, HEADERS, START } from './virtual-task-service.ts';

/** Edits through the whole simulator without a socket and returns the images. */
const edit = async (images: readonly string[], parameters: object): Promise<readonly Buffer[]> => {
  const simulator = createSimulator({ duration: () => 0 });
  onTestFinished(() => simulator.close());
  const headers = { authorization: 'Bearer k', 'x-dashscope-async': 'enable' };
  const body = JSON.stringify({ model: 'wan2.5-i2i-preview', input: { prompt: 'together', images }, parameters });
  const base = 'http://simulator.invalid/api/v1';
  const created = await simulator.fetch(`${base}/services/aigc/image2image/image-synthesis`, { method: 'POST', headers, body });
  const { output } = (await created.json()) as { readonly output: { readonly task_id: string } };
  await expect.poll(() => simulator.tasks()[0]?.status).toBe('SUCCEEDED');
  const done = (await (await simulator.fetch(`${base}/tasks/${output.task_id}`, { headers })).json()) as {
    readonly output: { readonly results: readonly { readonly url: string }[] };
  };
  return Promise.all(done.output.results.map(async ({ url }) => Buffer.from(await (await simulator.fetch(url)).arrayBuffer())));
};

describe('images from the whole simulator', () => {
  it('take their shape from the last input when no size is given, and differ within a task', async () => {
    const images = await edit([dataUri(await scenePng(900, 400, 10)), dataUri(await scenePng(400, 800, 120))], {
      n: 2,
      seed: 5,
    });
    const sizes = await Promise.all(images.map(async (image) => sharp(image).metadata()));
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [912, 1792],
      [912, 1792],
    ]);
    expect(images[0]?.equals(images[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('have the size asked for, whatever the input: JPEG, WebP, BMP, transparent PNG', async () => {
    const base = sharp(await scenePng(500, 400, 60));
    const { data } = await base.clone().removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const inputs = [
      dataUri(await base.clone().jpeg().toBuffer(), 'image/jpeg'),
      dataUri(await base.clone().webp().toBuffer(), 'image/webp'),
      dataUri(bmpOf(500, 400, data), 'image/bmp'),
    ];
    const [image] = await edit(inputs, { n: 1, size: '1344*576' });
    expect(await sharp(image).metadata()).toMatchObject({ width: 1344, height: 576, format: 'png' });
    const clear = await sharp({ create: { width: 400, height: 400, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    expect(await edit([dataUri(clear)], { n: 1 })).toHaveLength(1);
  });
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a simulator started again on its folder', () => {
  it('goes on with its tasks where the clock is now, images included', async () => {
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
    const inspected = async () => (await readFile(join(folder, 'tasks.jsonl'), 'utf8')).match(/"type":"inspected"/g)?.length;
    await expect.poll(inspected).toBe(3);
    expect(await readdir(join(folder, 'images'))).toHaveLength(3);
    now += 1000;
    expect(first.service.cancelTask(HEADERS, ids[1] ?? '').status).toBe(200);
    await first.close();
    const journal = await readFile(join(folder, 'tasks.jsonl'), 'utf8');
    expect(`${journal} ${JSON.stringify(first.tasks())}`).not.toContain(HEADERS.apiKey);
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
    const image = await second.service.getResult('GET', pathname + search);
    expect(await sharp(image.body).metadata()).toMatchObject({ width: 1152, height: 1408 });
    await second.close();

    now += 3 * 24 * 3600 * 1000;
    const third = start();
    expect(third.tasks()).toEqual([]);
    await expect.poll(async () => (await readdir(join(folder, 'images'))).length).toBe(0);
    await third.close();
  });
});
