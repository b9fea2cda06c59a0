import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  it('is rejected where no folder can be made', async () => {
    await mkdir(join(place.path, '..'), { recursive: true });
    await writeFile(place.path, 'a file');
    await expect(openHome(place.path, { presets })).rejects.toMatchObject({ code: 'HOME_UNUSABLE' });
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
