import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/edit/manifest.ts';
import { ResultUnavailable } from '#core/errors.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { runningEdit } from '#test/support/edits.ts';
import { createFlow } from '#test/support/flow.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { pngOf } from '#test/support/pictures/png.ts';

const grey = sharp(Buffer.alloc(60 * 40, 99), { raw: { width: 60, height: 40, channels: 1 } });
const JPEG = new Uint8Array(await grey.clone().jpeg().toBuffer());
const WEBP = new Uint8Array(await grey.clone().webp().toBuffer());

type Opened = { readonly bytes?: number; readonly mediaType: string; readonly body: AsyncIterable<Uint8Array> };

/** A flow whose one task has ended, and whose storage answers each opening as `open` says. */
const withResult = async (open: (nth: number) => Opened) => {
  let opened = 0;
  const downloads: ResultDownloads = {
    open: async () => {
      opened += 1;
      return open(opened);
    },
  };
  const flow = createFlow({ wrap: (port, name) => (name === 'downloads' ? (downloads as never) : port) });
  const parameters = { n: 1, promptExtend: true, watermark: false };
  const { taskId } = await flow.clock.drive(flow.scripted.model.createTask({ prompt: 'p', images: [], parameters }));
  await flow.scripted.model.getTask(taskId);
  await flow.clock.advance(61_000);
  const edit = runningEdit({ taskId, parameters });
  await flow.ledger.claim(edit, {});
  const persist = () => flow.clock.drive(flow.handlers.persistResult({ editId: edit.editId }));
  return { flow, edit, persist, opened: () => opened };
};

const declared =
  (content: Uint8Array, mediaType = 'image/png') =>
  (): Opened => ({ bytes: content.length, mediaType, body: streamOf(content).body });
const undeclared = (content: Uint8Array) => (): Opened => ({
  mediaType: 'application/octet-stream',
  body: streamOf(content).body,
});

describe('a result', () => {
  it.each([
    ['a JPEG that is called a PNG', JPEG, 'image/jpeg', '1.jpg'],
    ['a WEBP that is called a PNG', WEBP, 'image/webp', '1.webp'],
    ['a PNG', pngOf(60, 40), 'image/png', '1.png'],
  ])('is stored as what it is, with and without a declared length: %s', async (_what, content, mediaType, name) => {
    for (const open of [declared(content), undeclared(content)]) {
      const { flow, edit, persist } = await withResult(open);
      expect((await persist()).state).toBe('SUCCEEDED');
      const key = `${edit.resultPrefix}${name}`;
      expect(flow.store.content(key)).toEqual(content);
      expect(await flow.store.head({ key })).toMatchObject({ mediaType });
      const sha256 = createHash('sha256').update(content).digest('hex');
      const result = { index: 1, key, mediaType, width: 60, height: 40, bytes: content.length, sha256 };
      expect((await flow.record(edit.editId)).results).toEqual([result]);
      const manifest = new TextDecoder().decode(flow.store.content(`${edit.resultPrefix}edit.json`));
      expect(parseManifest(manifest)?.images).toEqual([result]);
      expect(flow.publisher.events.at(-1)?.detail.results).toEqual([key]);
    }
  });

  it('without a declared length is measured first and then stored, and never held whole', async () => {
    const { persist, opened } = await withResult(undeclared(JPEG));
    await persist();
    expect(opened()).toBe(2);
  });

  it('that changes between the two times is fetched again', async () => {
    const longer = pngOf(60, 40, 0, 500);
    const { flow, edit, persist } = await withResult((nth) => undeclared(nth === 2 ? longer : pngOf(60, 40))());
    expect((await persist()).state).toBe('SUCCEEDED');
    expect(flow.store.content(`${edit.resultPrefix}1.png`)).toEqual(pngOf(60, 40));
  });

  it('that is stored already is found again, whatever it is, when its URL is dead by then', async () => {
    const { flow, edit, persist } = await withResult((nth) => {
      if (nth === 1) return declared(WEBP)();
      throw new ResultUnavailable({ code: 'RESULT_EXPIRED', message: 'gone', hint: '' });
    });
    const { put } = flow.store;
    flow.store.put = async (key, content, options) => {
      if (key.endsWith('edit.json')) throw new Error('crash');
      return put(key, content, options);
    };
    await expect(persist()).rejects.toThrow('crash');
    flow.store.put = put;
    expect((await persist()).state).toBe('SUCCEEDED');
    expect((await flow.record(edit.editId)).results).toMatchObject([
      { key: `${edit.resultPrefix}1.webp`, mediaType: 'image/webp' },
    ]);
  });

  it('that is cut off is not stored, whether its length was declared or not', async () => {
    for (const open of [declared(JPEG.subarray(0, -2)), undeclared(JPEG.subarray(0, -2)), undeclared(WEBP.subarray(0, -1))]) {
      const { flow, persist } = await withResult(open);
      await expect(persist()).rejects.toMatchObject({ name: 'ResultUnavailable' });
      expect(flow.store.keys().filter((key) => key.startsWith('results/'))).toEqual([]);
    }
  });
});
