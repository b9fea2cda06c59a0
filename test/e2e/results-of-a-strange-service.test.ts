/** What a service was seen to do with results, from its HTTP answer to the files, over everything in between. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { parseManifest } from '#core/edit/manifest.ts';
import { isTerminal } from '#core/edit/state.ts';
import type { Runtime } from '#local/runtime.ts';
import { newHome, nextEvent, PROJECT, startRuntime } from './home.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let runtime: Runtime;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  home = await newHome();
  runtime = await startRuntime(home.path, { watch: false });
  client = createClient({ baseUrl: runtime.url });
});
afterAll(async () => {
  await runtime.stop();
  await home.remove();
});

const CLOCK = `data:image/png;base64,${(await readFile(join(PROJECT, 'samples', 'clock.png'))).toString('base64')}`;

/** Edits with a service that lies like this; answers the ended edit and the names of its files. */
const editUnder = async (lies: string, n = 1) => {
  const prompt = `Paint it blue ${lies.replace(/[^\s]+/g, '[simulate lie $&]')}`;
  const ended = nextEvent(runtime.bus, ({ detail }) => isTerminal(detail.state));
  const { id } = await client.edits.create({ images: [CLOCK], prompt, n });
  await ended;
  const edit = await client.edits.get(id);
  const folder = join(home.path, ...edit.resultPrefix.split('/'));
  const files = (await readdir(folder).catch(() => [])).sort();
  const manifest = files.includes('edit.json') ? parseManifest(await readFile(join(folder, 'edit.json'), 'utf8')) : undefined;
  return { edit, files, manifest };
};

describe('a result', () => {
  it.each([
    ['result-format=jpeg', '1.jpg', 'image/jpeg'],
    ['result-format=webp', '1.webp', 'image/webp'],
    ['result-type', '1.png', 'image/png'],
    ['chunked-result', '1.png', 'image/png'],
    ['chunked-result result-format=jpeg result-type=image/gif', '1.jpg', 'image/jpeg'],
    ['result-redirect', '1.png', 'image/png'],
    ['compressed-result', '1.png', 'image/png'],
    ['result-redirect compressed-result result-format=webp', '1.webp', 'image/webp'],
    ['failed-with-picture', '1.png', 'image/png'],
    ['status-word=FINISHED', '1.png', 'image/png'],
    ['null-result', '1.png', 'image/png'],
    ['many-results', '1.png', 'image/png'],
    ['numbers-as-text', '1.png', 'image/png'],
  ])('under %s is stored as %s', async (lies, name, mediaType) => {
    const { edit, files, manifest } = await editUnder(lies);
    expect(edit).toMatchObject({ status: 'SUCCEEDED', usage: { imageCount: 1 }, costUsd: 0.03 });
    expect(edit.results).toMatchObject([{ index: 1, key: `${edit.resultPrefix}${name}`, mediaType }]);
    expect(files).toEqual([name, 'edit.json']);
    expect(manifest?.images).toMatchObject([{ mediaType }]);
    const [result] = edit.results;
    const shown = await fetch(new URL(result !== undefined && 'url' in result ? (result.url ?? '') : '', runtime.url));
    expect(shown.headers.get('content-type')).toBe(mediaType);
  });

  it('that is one of two is told as that, and charged as the service says', async () => {
    const { edit, files } = await editUnder('few-results=1', 2);
    expect(edit).toMatchObject({
      status: 'PARTIAL',
      usage: { imageCount: 1 },
      problem: { message: '1 of 2 images are stored: the service returned 1 of 2 images' },
    });
    expect(files).toEqual(['1.png', 'edit.json']);
  });

  it.each(['no-results=empty', 'no-results=null', 'no-results=missing'])(
    'that is none at all under %s is FAILED at once, free',
    async (lie) => {
      const { edit, files } = await editUnder(lie);
      expect(edit).toMatchObject({
        status: 'FAILED',
        usage: { imageCount: 0 },
        costUsd: 0,
        problem: { code: 'RESULT_NOT_RETURNED' },
      });
      expect(files).toEqual([]);
    },
  );
});
