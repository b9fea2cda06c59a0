import { describe, expect, it } from 'vitest';
import { newEditFromObject, resolveRequest, resolveWithPreset } from '#core/actions/edit-from-object.ts';
import type { StartEditConfig } from '#core/actions/open-edit.ts';
import type { NewObject } from '#core/request/object-created.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = async (files: Readonly<Record<string, string>> = {}, config: StartEditConfig = {}) => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ clock });
  const put = (key: string, text: string, metadata: Readonly<Record<string, string>> = {}) =>
    store.put(key, streamOf(text), { mediaType: 'text/plain', metadata });
  for (const [key, text] of Object.entries(files)) await put(key, text);
  const open = (key: string, more: Partial<NewObject> = {}, changes?: InstructionFields) =>
    newEditFromObject({ store, config }, { bucket: 'b', key, ...more }, changes);
  const resolve = async (key: string, changes?: InstructionFields) => (await open(key, {}, changes))?.resolve();
  return { clock, store, put, open, resolve, deps: { store, config } };
};
const written = (fields: object = {}): string => JSON.stringify({ prompt: 'p', images: ['uploads/a.png'], ...fields });

describe('the new edit of an object', () => {
  it('is none for a key that starts no edit, and for an object that is gone', async () => {
    const { open } = await setUp({ 'results/a.png': 'x', 'presets/a.json': '{}' });
    expect(await open('results/a.png')).toBeUndefined();
    expect(await open('presets/a.json')).toBeUndefined();
    expect(await open('uploads/gone.png')).toBeUndefined();
  });

  it('says where it came from, in which version, and where its results go', async () => {
    const { open } = await setUp({ 'uploads/a.png': 'x', 'requests/r.json': written() });
    const upload = await open('uploads/a.png', { sequencer: '0A' });
    expect(upload).toMatchObject({
      source: { kind: 'upload', key: 'uploads/a.png', versionId: 'v1', sequencer: '0A' },
      resultPrefix: `results/a.png/${upload?.editId}/`,
    });
    const request = await open('requests/r.json');
    expect(request?.source).toStrictEqual({ kind: 'request', key: 'requests/r.json', versionId: 'v2' });
    expect(request?.requested).toEqual({ prompt: undefined, preset: undefined });
  });

  it('is of the version that the event names, not of a newer one', async () => {
    const { open, put } = await setUp({ 'uploads/a.png': 'x' });
    await put('uploads/a.png', 'newer');
    expect((await open('uploads/a.png', { versionId: 'v1' }))?.source).toMatchObject({ versionId: 'v1' });
    expect((await open('uploads/a.png'))?.source).toMatchObject({ versionId: 'v2' });
  });

  it('has the same id for the same event, and another for another bucket, version or instruction', async () => {
    const { open, put } = await setUp({ 'uploads/a.png': 'x' });
    await put('uploads/a.png', 'x', { prompt: 'p' });
    await put('uploads/a.png', 'x', { prompt: 'p', mtime: '1' });
    const id = async (versionId: string, bucket = 'b') => (await open('uploads/a.png', { versionId, bucket }))?.editId;
    expect(await id('v1')).toBe(await id('v1'));
    expect(new Set([await id('v1'), await id('v1', 'c'), await id('v2'), await id('v3')]).size).toBe(4);
  });

  it.each(['', 'null'])(
    'tells overwritten objects apart by time and length where there are no versions (%j)',
    async (versionId) => {
      const { store } = await setUp({ 'uploads/a.png': 'x' });
      const id = async (modifiedAt: number, bytes: number) => {
        const head = async () => ({ key: 'uploads/a.png', versionId, bytes, mediaType: '', metadata: {}, modifiedAt });
        return (await newEditFromObject({ store: { ...store, head }, config: {} }, { bucket: 'b', key: 'uploads/a.png' }))
          ?.editId;
      };
      expect(await id(1, 1)).toBe(await id(1, 1));
      expect(new Set([await id(1, 1), await id(2, 1), await id(1, 2)]).size).toBe(3);
    },
  );

  it('with a version does not depend on when it was written', async () => {
    const { store } = await setUp();
    const id = async (modifiedAt: number) => {
      const head = async () => ({ key: 'uploads/a.png', versionId: 'v1', bytes: 1, mediaType: '', metadata: {}, modifiedAt });
      return (await newEditFromObject({ store: { ...store, head }, config: {} }, { bucket: 'b', key: 'uploads/a.png' }))?.editId;
    };
    expect(await id(1)).toBe(await id(2));
  });

  it('remembers what was requested: the metadata, else the folder', async () => {
    const { open, put } = await setUp({ 'uploads/tidy/a.png': 'x' });
    expect((await open('uploads/tidy/a.png'))?.requested).toEqual({ prompt: undefined, preset: 'tidy' });
    await put('uploads/tidy/a.png', 'x', { prompt: 'p', preset: 'other' });
    expect((await open('uploads/tidy/a.png'))?.requested).toEqual({ prompt: 'p', preset: 'other' });
  });
});

describe('the instruction of an upload', () => {
  const tidy = JSON.stringify({ prompt: 'Tidy up', n: 2, images: ['inputs/ref.png'] });

  it('is its metadata, and its picture in the version that was looked at', async () => {
    const { put, resolve } = await setUp();
    await put('uploads/a.png', 'x', { prompt: 'p', n: '3' });
    expect(await resolve('uploads/a.png')).toMatchObject({
      instruction: {
        prompt: 'p',
        parameters: { n: 3 },
        images: [{ kind: 'key', key: 'uploads/a.png', versionId: 'v1', bytes: 1 }],
      },
    });
  });

  it('is the preset of its folder, with the images of that preset', async () => {
    const { resolve } = await setUp({ 'presets/tidy.json': tidy, 'uploads/tidy/a.png': 'x' });
    expect(await resolve('uploads/tidy/a.png')).toMatchObject({
      instruction: {
        preset: 'tidy',
        prompt: 'Tidy up',
        images: [{ key: 'uploads/tidy/a.png' }, { kind: 'key', key: 'inputs/ref.png' }],
      },
    });
  });

  it('is that of a preset without images too', async () => {
    const { resolve } = await setUp({ 'presets/plain.json': '{"prompt": "p"}', 'uploads/plain/a.png': 'x' });
    expect(await resolve('uploads/plain/a.png')).toMatchObject({ instruction: { images: [{ key: 'uploads/plain/a.png' }] } });
  });

  it('is changed by a retry before anything in its metadata', async () => {
    const { put, resolve } = await setUp();
    await put('uploads/a.png', 'x', { prompt: 'p', n: '3' });
    expect(await resolve('uploads/a.png', { prompt: 'again' })).toMatchObject({
      instruction: { prompt: 'again', parameters: { n: 3 } },
    });
  });

  it('is refused for what is wrong with its key, its metadata, its preset or the images of that', async () => {
    const { put, resolve } = await setUp({
      'uploads/a/../b.png': 'x',
      'uploads/none/a.png': 'x',
      'presets/bad.json': JSON.stringify({ prompt: 'p', images: ['nowhere/a.png'] }),
      'uploads/bad/a.png': 'x',
    });
    await put('uploads/a.png', 'x', { prompt: 'p', n: '9' });
    expect(await resolve('uploads/a/../b.png')).toMatchObject({ problem: { code: 'KEY_REFUSED' } });
    expect(await resolve('uploads/a.png')).toMatchObject({ problem: { code: 'METADATA_REFUSED' } });
    expect(await resolve('uploads/none/a.png')).toMatchObject({ problem: { code: 'PRESET_NOT_FOUND' } });
    expect(await resolve('uploads/bad/a.png')).toMatchObject({
      problem: { code: 'IMAGE_REFUSED', message: expect.stringContaining('image 1 of preset "bad"') },
    });
  });
});

describe('the instruction of a written request', () => {
  it('is what stands in it; a retry comes first; metadata of the file say nothing', async () => {
    const { put, resolve } = await setUp();
    await put('requests/r.json', written({ n: 2, preset: undefined }), { prompt: 'of the file' });
    expect(await resolve('requests/r.json')).toMatchObject({
      instruction: { prompt: 'p', parameters: { n: 2 }, images: [{ kind: 'key', key: 'uploads/a.png' }] },
    });
    expect(await resolve('requests/r.json', { n: 4 })).toMatchObject({ instruction: { prompt: 'p', parameters: { n: 4 } } });
  });

  it('has the same id whatever the metadata of its file', async () => {
    const { store } = await setUp();
    const id = async (metadata: Readonly<Record<string, string>>) => {
      const head = async () => ({ key: 'requests/r.json', versionId: 'v1', bytes: 1, mediaType: '', metadata, modifiedAt: 1 });
      return (await newEditFromObject({ store: { ...store, head }, config: {} }, { bucket: 'b', key: 'requests/r.json' }))
        ?.editId;
    };
    expect(await id({ prompt: 'a' })).toBe(await id({ prompt: 'b' }));
  });

  it.each(['', 'no JSON', '{}', written({ n: 9 })])('is refused when it is none: %j', async (text) => {
    const { resolve } = await setUp({ 'requests/r.json': text });
    expect(await resolve('requests/r.json')).toMatchObject({
      problem: { code: 'REQUEST_REFUSED', message: expect.stringMatching(/^requests\/r\.json/) },
    });
  });

  it('is not read when it is larger than any request', async () => {
    const { store } = await setUp();
    const resolveOf = async (bytes: number) => {
      const head = async () => ({ key: 'requests/r.json', versionId: 'v1', bytes, mediaType: '', metadata: {}, modifiedAt: 1 });
      const readRange = async () => new TextEncoder().encode(written());
      const deps = { store: { ...store, head, readRange }, config: {} };
      return (await newEditFromObject(deps, { bucket: 'b', key: 'requests/r.json' }))?.resolve();
    };
    expect(await resolveOf(46_137_344)).toHaveProperty('instruction');
    expect(await resolveOf(46_137_345)).toMatchObject({
      problem: {
        code: 'REQUEST_REFUSED',
        message: 'requests/r.json has 46137345 bytes; a request has at most 46137344',
      },
    });
  });

  it('is read only where there is something to read: a store refuses an empty range', async () => {
    const { store } = await setUp({ 'requests/r.json': '' });
    const readRange = async () => Promise.reject(new Error('an empty range'));
    const deps = { store: { ...store, readRange }, config: {} };
    const edit = await newEditFromObject(deps, { bucket: 'b', key: 'requests/r.json' });
    expect(await edit?.resolve()).toMatchObject({
      problem: {
        message: expect.stringContaining('line 1, column 1: expected a value, found the end of the file'),
        hint: expect.stringContaining('write it again'),
      },
    });
  });
});

describe('a request that was sent', () => {
  it('may name images on the origins that are allowed, and nowhere else within', async () => {
    const images = ['http://127.0.0.1:8787/a.png'];
    const { deps } = await setUp({}, { allowOrigins: ['http://127.0.0.1:8787'] });
    expect(await resolveRequest(deps, { prompt: 'p', images })).toHaveProperty('instruction');
    const { deps: strict } = await setUp();
    expect(await resolveRequest(strict, { prompt: 'p', images })).toMatchObject({ problem: { code: 'IMAGE_REFUSED' } });
  });

  it('without a preset needs none in the store', async () => {
    const { deps } = await setUp();
    expect(await resolveWithPreset(deps, { prompt: 'p' }, [{ kind: 'key', key: 'uploads/a.png' }], undefined)).toHaveProperty(
      'instruction.prompt',
      'p',
    );
    expect(await resolveWithPreset(deps, {}, [{ kind: 'key', key: 'uploads/a.png' }], undefined)).toMatchObject({
      problem: { code: 'INSTRUCTION_MISSING' },
    });
  });
});
