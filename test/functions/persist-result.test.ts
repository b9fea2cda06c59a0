import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/edit/manifest.ts';
import { ResultUnavailable } from '#core/errors.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { runningEdit } from '#test/support/edits.ts';
import { createFlow } from '#test/support/flow.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { type Ending, pictureOf } from '#test/support/scripted-model.ts';

/** A flow with one edit whose task of `n` pictures has ended. */
const finished = async (n: number, ending: Ending = { status: 'SUCCEEDED' }, wrap?: Parameters<typeof createFlow>[0]) => {
  const flow = createFlow({ ...wrap });
  const parameters = { n, promptExtend: true, watermark: false };
  flow.scripted.scriptEndings(ending);
  const { taskId } = await flow.clock.drive(flow.scripted.model.createTask({ prompt: 'p', images: [], parameters }));
  await flow.scripted.model.getTask(taskId);
  await flow.clock.advance(61_000);
  const edit = runningEdit({ taskId, parameters, budget: { day: '2026-01-01', reserved: n } });
  await flow.ledger.claim(edit, {});
  const persist = () => flow.clock.drive(flow.handlers.persistResult({ editId: edit.editId }));
  const manifest = () => parseManifest(new TextDecoder().decode(flow.store.content(`${edit.resultPrefix}edit.json`)));
  return { flow, edit, persist, manifest, record: () => flow.record(edit.editId) };
};

const damagedOnce = (cut: (content: Uint8Array) => { readonly bytes: number; readonly content: Uint8Array }) => {
  let done = false;
  return <T extends object>(port: T, name: string): T =>
    name !== 'downloads'
      ? port
      : ({
          open: async (url: string) => {
            const good = await (
              port as unknown as {
                open(u: string): Promise<{ bytes: number; mediaType: string; body: AsyncIterable<Uint8Array> }>;
              }
            ).open(url);
            if (done) return good;
            done = true;
            const pieces: Uint8Array[] = [];
            for await (const piece of good.body) pieces.push(piece);
            const { bytes, content } = cut(Buffer.concat(pieces));
            return { ...good, bytes, body: streamOf(content).body };
          },
        } as unknown as T);
};

/** Downloads with another length than the picture has, or none, that break off behind its last byte. */
const alwaysBreaking =
  (off: number | undefined, code: string) =>
  <T extends object>(port: T, name: string): T => {
    if (name !== 'downloads') return port;
    const { open } = port as unknown as ResultDownloads;
    const breaking: ResultDownloads = {
      open: async (url) => {
        const { bytes = 0, mediaType, body } = await open(url);
        const broken = async function* () {
          yield* body;
          throw new ResultUnavailable({ code, message: 'no', hint: '' });
        };
        return { ...(off === undefined ? {} : { bytes: bytes + off }), mediaType, body: broken() };
      },
    };
    return breaking as unknown as T;
  };

const SUBSETS = Array.from({ length: 16 }, (_, bits) => bits);

describe('persist-result', () => {
  it.each(SUBSETS)('stores exactly what the service gave of four pictures (subset %i)', async (bits) => {
    const images = [0, 1, 2, 3].map((at) =>
      bits & (1 << at) ? ('picture' as const) : { code: 'DataInspectionFailed', message: 'withheld' },
    );
    const { flow, edit, persist, manifest, record } = await finished(4, { status: 'SUCCEEDED', images });
    const stored = images.filter((image) => image === 'picture').length;
    const state = stored === 4 ? 'SUCCEEDED' : stored === 0 ? 'FAILED' : 'PARTIAL';
    expect(await persist()).toEqual({ editId: edit.editId, state });
    expect(await record()).toMatchObject({ state, imageCount: stored, costUsd: Math.round(stored * 3) / 100 });
    expect(await flow.ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 0, charged: stored });
    for (const [at, image] of images.entries()) {
      const content = flow.store.content(`${edit.resultPrefix}${at + 1}.png`);
      expect(content).toEqual(image === 'picture' ? pictureOf({ taskId: 'task-1' }, at + 1) : undefined);
    }
    expect(manifest()?.usage).toEqual(stored === 0 ? undefined : { imageCount: stored });
  });

  it('changes nothing when it runs again, and publishes the same event', async () => {
    const { flow, persist, record } = await finished(2);
    await persist();
    const [before, keys] = [await record(), flow.store.keys()];
    await flow.clock.advance(1000);
    await persist();
    expect(await record()).toEqual(before);
    expect(flow.store.keys()).toEqual(keys);
    expect(new Set(flow.publisher.events.map((event) => event.id)).size).toBe(1);
    expect(flow.telemetry.measures.filter(({ name }) => name === 'Edits')).toHaveLength(1);
  });

  it('asks the task once more when a URL has expired', async () => {
    const { flow, persist } = await finished(2);
    const expired = new ResultUnavailable({ code: 'RESULT_EXPIRED', message: 'gone', hint: '' });
    flow.scripted.scriptErrors('download', expired, expired);
    const asked = flow.scripted.calls.getTask;
    expect((await persist()).state).toBe('SUCCEEDED');
    expect(flow.scripted.calls.getTask - asked).toBe(2);
  });

  it.each([
    ['is cut short', (content: Uint8Array) => ({ bytes: content.length, content: content.subarray(0, 40) })],
    ['is published shorter than it is', (content: Uint8Array) => ({ bytes: 40, content })],
    ['is an error page', () => ({ bytes: 11, content: new TextEncoder().encode('<html>error') })],
    ['is empty', () => ({ bytes: 0, content: new Uint8Array() })],
  ])('fetches a picture again that %s, and never shows the damaged one', async (_what, cut) => {
    const { flow, edit, persist } = await finished(1, undefined, { wrap: damagedOnce(cut) });
    expect((await persist()).state).toBe('SUCCEEDED');
    expect(flow.store.content(`${edit.resultPrefix}1.png`)).toEqual(pictureOf({ taskId: 'task-1' }, 1));
    expect(flow.scripted.calls.download).toBe(2);
  });

  it.each([
    ['with a length that is too long', 10, 'RESULT_DOWNLOAD_FAILED', 4],
    ['with a length that is too short', -10, 'RESULT_DOWNLOAD_FAILED', 4],
    ['without a length or an end', undefined, 'RESULT_DOWNLOAD_FAILED', 2],
  ])('stores a picture that is whole, although it always comes %s', async (_what, off, code, fetched) => {
    const { flow, edit, persist } = await finished(1, undefined, { wrap: alwaysBreaking(off, code) });
    expect((await persist()).state).toBe('SUCCEEDED');
    expect(flow.store.content(`${edit.resultPrefix}1.png`)).toEqual(pictureOf({ taskId: 'task-1' }, 1));
    expect(flow.scripted.calls.download).toBe(fetched);
  });

  it.each([undefined, 0])('stores no picture whose checksum says that it is another (length: %j)', async (off) => {
    const { flow, persist } = await finished(1, undefined, { wrap: alwaysBreaking(off, 'RESULT_DAMAGED') });
    await expect(persist()).rejects.toMatchObject({ name: 'ResultUnavailable' });
    expect(flow.store.keys().filter((key) => key.startsWith('results/'))).toEqual([]);
  });

  it('keeps what it has and fails for the rest, which a repeat completes', async () => {
    const { flow, edit, persist, record } = await finished(2);
    const broken = () => new ResultUnavailable({ code: 'RESULT_DOWNLOAD_FAILED', message: 'no', hint: '' });
    flow.scripted.scriptErrors('download', undefined, broken(), broken(), broken());
    await expect(persist()).rejects.toMatchObject({ name: 'ResultUnavailable' });
    expect(flow.store.keys().filter((key) => key.startsWith('results/'))).toEqual([`${edit.resultPrefix}1.png`]);
    expect((await record()).state).toBe('RUNNING');
    expect((await persist()).state).toBe('SUCCEEDED');
  });

  it('still persists an edit that was canceled meanwhile, and marks it', async () => {
    const { flow, edit, persist, manifest } = await finished(1);
    await flow.ledger.commit(edit, { ...edit, revision: edit.revision + 1, cancelRequestedAt: 5 });
    expect((await persist()).state).toBe('SUCCEEDED');
    expect(manifest()?.canceledMeanwhile).toBe(true);
  });

  it('refuses to complete beside a foreign edit.json', async () => {
    const { flow, edit, persist, record } = await finished(1);
    await flow.store.put(`${edit.resultPrefix}edit.json`, streamOf('{}'), { mediaType: 'application/json' });
    await expect(persist()).rejects.toThrow('MANIFEST_DIFFERS');
    expect((await record()).state).toBe('RUNNING');
  });

  it('waits for a task that has not ended, and says when the service has forgotten it', async () => {
    const { flow, persist } = await finished(1);
    await flow.clock.advance(25 * 3_600_000);
    await expect(persist()).rejects.toThrow('TASK_EXPIRED');
    const early = createFlow();
    const { editId } = await early.claim();
    await expect(early.handlers.persistResult({ editId })).rejects.toThrow('TASK_NOT_FINISHED');
  });
});
