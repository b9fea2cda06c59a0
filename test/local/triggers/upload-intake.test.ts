import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { startUploadIntake } from '#local/triggers/upload-intake.ts';
import { PROJECT } from '#test/e2e/home.ts';
import { createStartEditDeps } from '#test/support/start-edit-deps.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intake-'));
  for (const folder of ['uploads/remove-text', 'requests', 'presets']) await mkdir(join(home, folder), { recursive: true });
  await copyFile(join(PROJECT, 'presets', 'remove-text.json'), join(home, 'presets', 'remove-text.json'));
});
afterEach(() => rm(home, { recursive: true }));

describe('the intake of a home', () => {
  it('sees every file again after the clock was moved, and still makes one edit of each', async () => {
    let ids = 0;
    const newId = (): string => `id-${ids++}`;
    const clock = createSystemClock();
    const deps = { ...(await createStartEditDeps()), clock, store: createFolderStore({ home, clock, newId }) };
    const put = (name: string) => copyFile(join(PROJECT, 'samples', 'clock.png'), join(home, 'uploads', 'remove-text', name));
    const keys = async () =>
      (await deps.ledger.list({ limit: 9 })).edits.map(({ source }) => ('key' in source ? source.key : '')).sort();
    const intake = await startUploadIntake({ home, deps, newId, restMs: 20 });
    await put('before.png');
    await expect.poll(keys).toEqual(['uploads/remove-text/before.png']);
    await Promise.all([intake.lookAgain(), intake.lookAgain()]);
    await put('behind.png');
    await expect.poll(keys).toEqual(['uploads/remove-text/before.png', 'uploads/remove-text/behind.png']);
    await intake.stop();
  });
});
