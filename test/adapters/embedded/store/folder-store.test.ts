import { chmod, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { pathOf, pathProblem } from '#adapters/embedded/store/object-paths.ts';
import { createUploadTickets } from '#adapters/embedded/store/upload-tickets.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Store } from '#core/ports/store.ts';
import { streamOf } from '#test/support/memory-store.ts';

const clock = createSystemClock();
let home: string;
let store: Store;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
  let ids = 0;
  store = createFolderStore({ home, clock, newId: () => `id-${ids++}` });
});
afterEach(() => rm(home, { recursive: true }));

const write = async (key: string, content: string): Promise<void> => {
  await mkdir(dirname(join(home, key)), { recursive: true });
  await writeFile(join(home, key), content);
};
const textAt = async (key: string, versionId?: string): Promise<string> => {
  const stream = await store.open(versionId === undefined ? { key } : { key, versionId });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

describe('files that people put into the folder', () => {
  it('are objects, their content being their version', async () => {
    await write('uploads/restyle/a.png', 'abc');
    const head = await store.head({ key: 'uploads/restyle/a.png' });
    expect(head).toMatchObject({ bytes: 3, metadata: {} });
    expect(head?.versionId).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
  it('stay readable as they were when they are overwritten in place or deleted', async () => {
    await write('uploads/a.png', 'first');
    const first = await store.head({ key: 'uploads/a.png' });
    await write('uploads/a.png', 'other');
    const second = await store.head({ key: 'uploads/a.png' });
    expect(second?.versionId).not.toBe(first?.versionId);
    expect(await textAt('uploads/a.png', first?.versionId)).toBe('first');
    await rm(join(home, 'uploads/a.png'));
    expect(await textAt('uploads/a.png', second?.versionId)).toBe('other');
    expect(await store.head({ key: 'uploads/a.png' })).toBeUndefined();
  });
  it('are read anew when only their content changed, size and times being the same', async () => {
    const old = new Date(Date.UTC(2020, 0, 1));
    await write('uploads/a.png', 'first');
    await utimes(join(home, 'uploads/a.png'), old, old);
    const first = await store.head({ key: 'uploads/a.png' });
    await write('uploads/a.png', 'other');
    await utimes(join(home, 'uploads/a.png'), old, old);
    expect((await store.head({ key: 'uploads/a.png' }))?.versionId).not.toBe(first?.versionId);
  });
  it('carry metadata in a file beside them, in the names that object metadata has', async () => {
    await write('uploads/a.png', 'abc');
    await write('uploads/a.png.json', JSON.stringify({ prompt: 'Żółw 🐢', n: 2, promptExtend: false, values: { title: 'x' } }));
    const head = await store.head({ key: 'uploads/a.png' });
    expect(head?.metadata).toEqual({ prompt: 'Żółw 🐢', n: '2', 'prompt-extend': 'false', 'value-title': 'x' });
  });
  it.each([
    ['no JSON', '{ prompt: x }'],
    ['a list', '["prompt"]'],
    ['a list as a value', '{"prompt": ["x"]}'],
    ['nothing at all', ''],
  ])('are refused with the reason when the file beside them is %s', async (_name, text) => {
    await write('uploads/a.png', 'abc');
    await write('uploads/a.png.json', text);
    await expect(store.head({ key: 'uploads/a.png' })).rejects.toMatchObject({ name: 'InvalidEdit', code: 'SIDECAR_INVALID' });
  });
});

describe('the walls of the home', () => {
  it.each([
    '',
    'uploads',
    'uploads/',
    '/etc/passwd',
    'uploads/../ledger.sqlite',
    'uploads/a/../../x',
    'uploads//x',
    'uploads/./x',
    'uploads/a\0b',
    'other/x.png',
    '.versions/x',
    'uploads/\ud800.png',
    `uploads/${'x'.repeat(256)}`,
    `uploads/${'ü'.repeat(128)}`,
  ])('refuse the key %j', async (key) => {
    expect(pathProblem(key)).toBeTypeOf('string');
    expect(await store.head({ key })).toBeUndefined();
    await expect(store.put(key, streamOf('x'), { mediaType: 'image/png' })).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    await expect(store.open({ key })).rejects.toMatchObject({ code: 'OBJECT_GONE' });
  });
  it('hold for every key that is accepted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('..', '.', '', 'a'), fc.string({ unit: 'binary' })), { maxLength: 5 }),
        (parts) => {
          const key = ['uploads', ...parts].join('/');
          fc.pre(pathProblem(key) === undefined);
          expect(pathOf('/home/x', key)).toBe(`/home/x/${key}`);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('are not passed by links to files or folders outside', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'secret.png'), 'secret');
    await mkdir(join(home, 'uploads'));
    await symlink(join(outside, 'secret.png'), join(home, 'uploads/link.png'));
    await symlink(outside, join(home, 'uploads/folder'));
    for (const key of ['uploads/link.png', 'uploads/folder/secret.png']) {
      expect(await store.head({ key })).toBeUndefined();
      await expect(store.open({ key })).rejects.toMatchObject({ code: 'OBJECT_GONE' });
    }
    await expect(store.put('uploads/folder/new.png', streamOf('x'), { mediaType: 'image/png' })).rejects.toMatchObject({
      code: 'FOLDER_OUTSIDE_HOME',
    });
    expect((await store.list('uploads/', { limit: 10 })).keys).toEqual([]);
    expect(await readdir(outside)).toEqual(['secret.png']);
    await rm(outside, { recursive: true });
  });
  it('do not let one version id read the file of another', async () => {
    await write('uploads/a.png', 'abc');
    await expect(store.open({ key: 'uploads/a.png', versionId: '../../ledger.sqlite' })).rejects.toMatchObject({
      code: 'OBJECT_GONE',
    });
  });
});

describe('upload tickets', () => {
  const grant = { key: 'inputs/a.png', mediaType: 'image/png', maxBytes: 10, expiresAt: Date.now() + 60_000 };
  it('are good for what they were issued for', () => {
    const tickets = createUploadTickets({ clock });
    expect(tickets.redeem(tickets.issue(grant))).toEqual(grant);
  });
  it('are no longer good when their time is over', () => {
    const tickets = createUploadTickets({ clock: { now: () => grant.expiresAt } });
    expect(tickets.redeem(tickets.issue(grant))).toBeUndefined();
  });
  it('are good only from whom issued them, unchanged', () => {
    const tickets = createUploadTickets({ clock });
    const token = tickets.issue(grant);
    expect(createUploadTickets({ clock }).redeem(token)).toBeUndefined();
    const forged = `${Buffer.from(JSON.stringify({ ...grant, key: 'inputs/b.png' })).toString('base64url')}.${token.split('.')[1]}`;
    for (const wrong of [forged, `${token}x`, `${token}.x`, '', 'x', '.', token.split('.')[0] ?? '']) {
      expect(tickets.redeem(wrong), wrong).toBeUndefined();
    }
  });
});

describe('a file system that refuses', () => {
  const ticket = { mediaType: 'image/png' };
  it('makes every method Unavailable, with what helps, and never an object that is not there', async () => {
    await write('uploads/a.png', 'abc');
    const { versionId } = (await store.head({ key: 'uploads/a.png' })) ?? { versionId: '' };
    for (const folder of ['.versions', '.incoming']) {
      await rm(join(home, folder), { recursive: true, force: true });
      await writeFile(join(home, folder), 'a file where a folder should be');
    }
    const refused = { name: 'Unavailable', code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('put it back') };
    await write('uploads/a.png', 'abcd');
    await expect(store.head({ key: 'uploads/a.png' })).rejects.toMatchObject(refused);
    await expect(store.put('results/1.png', streamOf('abc'), ticket)).rejects.toMatchObject(refused);
    expect(versionId).not.toBe('');
  });
  it('lets an error of the body through as it is', async () => {
    const broken = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const body = (async function* () {
      yield new Uint8Array(1);
      throw broken;
    })();
    await expect(store.put('results/1.png', { bytes: 2, body }, ticket)).rejects.toBe(broken);
  });
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is not taken for an object that is not there when it may not be read',
    async () => {
      await write('uploads/secret/a.png', 'abc');
      await chmod(join(home, 'uploads/secret'), 0);
      await expect(store.head({ key: 'uploads/secret/a.png' })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(store.list('uploads/', { limit: 9 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await chmod(join(home, 'uploads/secret'), 0o700);
    },
  );
});
