import { chmod, mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { DEFAULT_PROFILE, profileName } from '#core/polling/duration-profile.ts';
import { MODEL } from '#core/service/limits.ts';
import { openHome, readAddress, writeAddress } from '#local/home/home.ts';
import { expectDurations, profileOf } from '#local/model/duration-profile.ts';
import { readPort, readSettings } from '#local/settings.ts';
import { newHome, PROJECT } from '#test/e2e/home.ts';

let place: Awaited<ReturnType<typeof newHome>>;
beforeEach(async () => {
  place = await newHome();
});
afterEach(() => place.remove());
const presets = join(PROJECT, 'presets');

describe('the home', () => {
  it('is laid out with the starter presets when it is new, and left alone afterwards', async () => {
    await (await openHome(place.path, { presets })).release();
    expect(await readdir(place.path)).toEqual(expect.arrayContaining(['uploads', 'requests', 'presets', 'inputs', 'results']));
    expect(await readdir(join(place.path, 'presets'))).toEqual(await readdir(presets));
    createSqliteLedger({ file: join(place.path, 'ledger.sqlite') }).close();
    await mkdir(join(place.path, 'other'));
    const again = await openHome(place.path, { presets: join(place.path, 'other') });
    await again.release();
    expect(await readdir(join(place.path, 'presets'))).toEqual(await readdir(presets));
  });
  it('belongs to one process at a time', async () => {
    const first = await openHome(place.path, { presets });
    await expect(openHome(place.path, { presets })).rejects.toMatchObject({ code: 'HOME_IN_USE' });
    await first.release();
    await (await openHome(place.path, { presets })).release();
  });
  it('says where its process can be reached, until it is given back', async () => {
    const home = await openHome(place.path, { presets });
    expect(await readAddress(place.path)).toBeUndefined();
    await writeAddress(place.path, { url: 'http://127.0.0.1:1', pid: 1 });
    expect(await readAddress(place.path)).toEqual({ url: 'http://127.0.0.1:1', pid: 1 });
    await home.release();
    expect(await readAddress(place.path)).toBeUndefined();
  });
  it('is refused, not begun anew, when its ledger was removed or emptied: every upload would be paid again', async () => {
    const file = join(place.path, 'ledger.sqlite');
    const begun = await openHome(place.path, { presets });
    openDatabase({ file, markFile: begun.ledgerMarkFile }).close();
    await begun.release();
    await (await openHome(place.path, { presets })).release();
    await truncate(file);
    await expect(openHome(place.path, { presets })).rejects.toMatchObject({ code: 'LEDGER_MISSING', message: /is empty/ });
    await rm(file);
    const refused = openHome(place.path, { presets });
    await expect(refused).rejects.toMatchObject({ code: 'LEDGER_MISSING', hint: expect.stringContaining('.ledger-began') });
    await rm(join(place.path, '.ledger-began'));
    await (await openHome(place.path, { presets })).release();
  });
  it('is refused with what helps when a part of it is no folder', async () => {
    await (await openHome(place.path, { presets })).release();
    await rm(join(place.path, 'results'), { recursive: true });
    await writeFile(join(place.path, 'results'), '');
    await expect(openHome(place.path, { presets })).rejects.toMatchObject({ name: 'Unavailable', code: 'HOME_UNUSABLE' });
  });
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('is refused when it may only be read', async () => {
    await (await openHome(place.path, { presets })).release();
    for (const folder of ['results', '.']) {
      await chmod(join(place.path, folder), 0o500);
      await expect(openHome(place.path, { presets })).rejects.toMatchObject({ code: 'HOME_UNUSABLE' });
      await chmod(join(place.path, folder), 0o700);
    }
  });
  it('is rejected where no folder can be made', async () => {
    await mkdir(join(place.path, '..'), { recursive: true });
    await writeFile(place.path, 'a file');
    await expect(openHome(place.path, { presets })).rejects.toMatchObject({ code: 'HOME_UNUSABLE' });
  });
});

describe.skipIf(process.platform === 'win32')('the rights of a home', () => {
  const modeOf = async (...names: readonly string[]): Promise<number> => (await stat(join(place.path, ...names))).mode & 0o777;
  const opened = async (): Promise<readonly string[]> => {
    const home = await openHome(place.path, { presets });
    await writeAddress(place.path, { url: 'http://127.0.0.1:1', pid: 1 });
    createSqliteLedger({ file: home.databaseFile }).close();
    await home.release();
    return home.notices;
  };
  it.each([0o000, 0o022, 0o077])('are its owner’s alone, whatever the umask (%i) says', async (umask) => {
    const before = process.umask(umask);
    const home = await openHome(place.path, { presets }).finally(() => process.umask(before));
    const ledger = createSqliteLedger({ file: home.databaseFile });
    await writeAddress(place.path, { url: 'http://127.0.0.1:1', pid: 1 });
    expect(await modeOf('.')).toBe(0o700);
    const files = (await readdir(place.path, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files).toEqual(expect.arrayContaining(['ledger.sqlite', 'ledger.sqlite-wal', '.address.json']));
    for (const name of files.filter((each) => !each.startsWith('.lock'))) expect(await modeOf(name)).toBe(0o600);
    expect(home.notices).toEqual([]);
    ledger.close();
    await home.release();
  });
  it('are taken from others where an older Darkroom left them, and this is said once', async () => {
    await opened();
    await rm(join(place.path, '.made-private'));
    await writeFile(join(place.path, 'logs', 'darkroom.jsonl'), '');
    for (const [name, mode] of [
      ['.', 0o755],
      ['ledger.sqlite', 0o644],
      ['logs/darkroom.jsonl', 0o644],
    ] as const)
      await chmod(join(place.path, name), mode);
    const notices = await opened();
    expect(notices).toHaveLength(3);
    for (const notice of notices) expect(notice).toContain('now only by you');
    expect([await modeOf('.'), await modeOf('ledger.sqlite'), await modeOf('logs', 'darkroom.jsonl')]).toEqual([
      0o700, 0o600, 0o600,
    ]);
    expect(await opened()).toEqual([]);
  });
  it('of the folder are left to whoever opens it again on purpose; those of the ledger are not', async () => {
    await opened();
    await chmod(place.path, 0o750);
    await chmod(join(place.path, 'ledger.sqlite'), 0o640);
    expect(await opened()).toEqual([expect.stringContaining('ledger.sqlite')]);
    expect([await modeOf('.'), await modeOf('ledger.sqlite')]).toEqual([0o750, 0o600]);
  });
  it('of somebody’s own folder stay as they are when Darkroom is started in it', async () => {
    await mkdir(place.path, { mode: 0o755 });
    await chmod(place.path, 0o755);
    await writeFile(join(place.path, 'letter.txt'), '');
    await opened();
    expect(await modeOf('.')).toBe(0o755);
    expect(await modeOf('ledger.sqlite')).toBe(0o600);
  });
});

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toEqual({});
    expect(readPort({ PORT: ' ' })).toBe(4400);
  });
  it('name hosts that results may come from', () => {
    expect(readSettings({ DARKROOM_RESULT_HOSTS: ' a.example.com ,.b.example.com' })).toEqual({
      resultHosts: ['a.example.com', '.b.example.com'],
    });
  });
  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['DARKROOM_CAPACITY', '0'],
    ['DARKROOM_IMAGES_PER_DAY', '-1'],
    ['DARKROOM_RESULT_HOSTS', 'http://a.example.com'],
  ])('reject %s=%s by name', (name, value) => {
    const read = () => (name === 'PORT' ? readPort({ [name]: value }) : readSettings({ [name]: value }));
    expect(read).toThrow(
      expect.objectContaining({ code: 'SETTING_REFUSED', message: expect.stringContaining(`${name}=${value}`) }),
    );
  });
});

describe('the durations that the ledger expects', () => {
  const name = profileName(MODEL, 1);
  const quick = profileOf({ medianSeconds: 6, p95Seconds: 9 });
  it('are those of the simulator, until something else was learned from it', async () => {
    const { path } = place;
    await mkdir(path, { recursive: true });
    const ledger = createSqliteLedger({ file: ':memory:' });
    await expectDurations(path, ledger, { name: 'simulated', profile: quick });
    expect(await ledger.profile(name)).toEqual({ revision: 1, ...quick });
    await ledger.commitProfile(name, { ...DEFAULT_PROFILE, revision: 2, count: 9 });
    await expectDurations(path, ledger, { name: 'simulated', profile: quick });
    expect(await ledger.profile(name)).toMatchObject({ revision: 2, count: 9 });
    ledger.close();
  });
  it('are forgotten when another model edits from now on', async () => {
    const { path } = place;
    await mkdir(path, { recursive: true });
    const ledger = createSqliteLedger({ file: ':memory:' });
    await expectDurations(path, ledger, { name: 'real' });
    expect(await ledger.profile(name)).toBeUndefined();
    await expectDurations(path, ledger, { name: 'simulated', profile: quick });
    await expectDurations(path, ledger, { name: 'real' });
    expect(await ledger.profile(name)).toEqual({ ...DEFAULT_PROFILE, revision: 2 });
    ledger.close();
  });
});
