import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { manifestSchema } from '#core/edit/manifest.ts';
import { isTerminal } from '#core/edit/state.ts';
import type { EditEvent } from '#core/events/events.ts';
import { sha256Of } from '#core/ids.ts';
import type { Runtime } from '#local/runtime.ts';
import { newHome, nextEvent, PROJECT, startRuntime } from './home.ts';

const CLOCK = join(PROJECT, 'samples', 'clock.png');
const VASE = join(PROJECT, 'samples', 'vase-on-a-table.jpg');

/** A runtime with its home. */
interface Place {
  readonly runtime: Runtime;
  readonly path: (key: string) => string;
  endOf(key: string): Promise<EditEvent>;
  put(key: string, content: Uint8Array | string): Promise<void>;
  end(): Promise<void>;
}

const openPlace = async (options: Parameters<typeof startRuntime>[1]): Promise<Place> => {
  const home = await newHome();
  const runtime = await startRuntime(home.path, options);
  const path = (key: string): string => join(home.path, ...key.split('/'));
  return {
    runtime,
    path,
    endOf: (key) => nextEvent(runtime.bus, ({ detail }) => detail.source.key === key && isTerminal(detail.state)),
    // Renamed into place when it is complete: however slow the machine is, nothing is seen half written.
    put: async (key, content) => {
      await mkdir(dirname(path(key)), { recursive: true });
      await writeFile(path('.half-written'), content);
      await rename(path('.half-written'), path(key));
    },
    end: async () => {
      await runtime.stop();
      await home.remove();
    },
  };
};

/** Where images are really drawn, and files that are copied get a second to arrive. */
let drawing: Place;
/** Where results are plain and nobody waits. */
let plain: Place;
beforeAll(async () => {
  drawing = await openPlace({ drawn: true, restMs: 1000 });
  plain = await openPlace({});
});
afterAll(async () => {
  await drawing.end();
  await plain.end();
});

describe('a picture copied into uploads/<preset>/', () => {
  it('is edited exactly once and its result lies beside edit.json', async () => {
    const key = 'uploads/restyle/My clock + 100% Ü.png';
    const { runtime, path, endOf } = drawing;
    const ended = endOf(key);
    await mkdir(dirname(path(key)), { recursive: true });
    await copyFile(CLOCK, path(key));
    const { detail } = await ended;
    expect(detail.state).toBe('SUCCEEDED');
    const { edits } = await runtime.ledger.list({ limit: 10, search: 'My clock' });
    expect(edits).toHaveLength(1);
    expect(runtime.modelStudio.simulator?.tasks().filter(({ id }) => id === edits[0]?.taskId)).toHaveLength(1);

    const manifest = manifestSchema.parse(JSON.parse(await readFile(path(`${detail.resultPrefix}edit.json`), 'utf8')));
    expect(manifest).toMatchObject({ editId: detail.editId, state: 'SUCCEEDED', preset: 'restyle', usage: { imageCount: 1 } });
    const [image] = manifest.images;
    if (image === undefined || 'problem' in image) throw new Error('there is no picture');
    const content = await readFile(path(image.key));
    expect(sha256Of(content)).toBe(image.sha256);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: image.width, height: image.height });
  });

  it('is not edited again when it is copied there again, and is when its content is another', async () => {
    const { runtime, endOf, put } = plain;
    const key = 'uploads/lighting/again.png';
    const first = endOf(key);
    await put(key, await readFile(CLOCK));
    const { detail } = await first;
    const tasks = runtime.modelStudio.simulator?.tasks().length ?? 0;
    const second = endOf(key);
    await put(key, await readFile(CLOCK));
    await put(key, await readFile(VASE));
    expect((await second).detail.editId).not.toBe(detail.editId);
    expect(runtime.modelStudio.simulator?.tasks()).toHaveLength(tasks + 1);
  });

  it('is taken in when it is renamed into place', async () => {
    const { path, endOf, put } = plain;
    const key = 'uploads/lighting/renamed.jpg';
    const ended = endOf(key);
    await put('inputs/renamed.part', await readFile(VASE));
    await rename(path('inputs/renamed.part'), path(key));
    expect((await ended).detail.state).toBe('SUCCEEDED');
  });
});

describe('what is no picture, or says nothing that can be done', () => {
  it('a text named .png is REJECTED with the reason, and nothing is sent', async () => {
    const { runtime, endOf, put } = plain;
    const creates = runtime.modelStudio.simulator?.requests.creates;
    const key = 'uploads/restyle/letter.png';
    const ended = endOf(key);
    await put(key, 'Dear Sir or Madam,\n'.repeat(100));
    const { detail } = await ended;
    expect(detail.state).toBe('REJECTED');
    const edit = await runtime.ledger.get(detail.editId);
    expect(edit?.problem).toMatchObject({ message: expect.stringContaining('letter.png'), hint: expect.stringMatching(/./) });
    expect(edit).not.toHaveProperty('taskId');
    expect(runtime.modelStudio.simulator?.requests.creates).toBe(creates);
  });

  it('a file beside a picture that cannot be read is REJECTED, and works once it is corrected', async () => {
    const { runtime, endOf, put } = plain;
    const key = 'uploads/own-words.png';
    const rejected = endOf(key);
    await put(`${key}.json`, '{ "prompt": "Make it night", }');
    await put(key, await readFile(CLOCK));
    expect((await rejected).detail).toMatchObject({ state: 'REJECTED', problem: { code: 'SIDECAR_INVALID' } });
    const succeeded = nextEvent(runtime.bus, ({ detail }) => detail.source.key === key && detail.state === 'SUCCEEDED');
    await put(`${key}.json`, '{ "prompt": "Make it night", "n": 2 }');
    const { detail } = await succeeded;
    expect(detail.imageCount).toBe(2);
    expect(await runtime.ledger.get(detail.editId)).toMatchObject({ prompt: 'Make it night', parameters: { n: 2 } });
  });
});

describe('the API on this machine', () => {
  it('fuses two uploaded pictures into two different ones that load and decode', async () => {
    const { runtime } = drawing;
    const client = createClient({ baseUrl: runtime.url });
    const keys = await Promise.all(
      [CLOCK, VASE].map(async (file) => {
        const type = file.endsWith('.png') ? 'image/png' : 'image/jpeg';
        return client.uploads.upload(new File([await readFile(file)], 'picture', { type }));
      }),
    );
    const ordered = await client.edits.create({ images: keys, prompt: 'Put image 1 on image 2', n: 2, size: '1280*720' });
    const edit = await client.edits.wait(ordered.id);
    expect(edit).toMatchObject({ status: 'SUCCEEDED', usage: { imageCount: 2 } });
    const pictures = await Promise.all(
      edit.results.map(async (result) => {
        if ('problem' in result || result.url === undefined) throw new Error('a picture is missing');
        const response = await fetch(new URL(result.url, runtime.url));
        expect(response.headers.get('content-type')).toBe('image/png');
        const content = Buffer.from(await response.arrayBuffer());
        expect(sha256Of(content)).toBe(result.sha256);
        return content;
      }),
    );
    for (const picture of pictures) expect(await sharp(picture).metadata()).toMatchObject({ width: 1280, height: 720 });
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('follows a written request in order', async () => {
    const { runtime, endOf, put } = plain;
    await put('requests/fusion/clock.png', await readFile(CLOCK));
    await put('requests/fusion/vase.jpg', await readFile(VASE));
    const key = 'requests/fusion/do.json';
    const ended = endOf(key);
    await put(
      key,
      JSON.stringify({ prompt: 'Put image 1 on image 2', images: ['requests/fusion/clock.png', 'requests/fusion/vase.jpg'] }),
    );
    const { detail } = await ended;
    expect(detail.state).toBe('SUCCEEDED');
    const edit = await runtime.ledger.get(detail.editId);
    expect(edit?.images.map((image) => (image.kind === 'object' ? image.key : image.url))).toEqual([
      'requests/fusion/clock.png',
      'requests/fusion/vase.jpg',
    ]);
  });
});
