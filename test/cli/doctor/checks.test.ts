import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHome, diskFinding } from '#cli/doctor/check-home.ts';
import { checkProxy, checkService } from '#cli/doctor/check-service.ts';
import type { Finding } from '#cli/doctor/finding.ts';
import { createSimulator, systemClock } from '#simulator/index.ts';

const MINUTE = 60_000;
const GB = 1024 ** 3;

describe('doctor looks at proxies', () => {
  it.each([
    [{}, []],
    [{ HTTPS_PROXY: 'http://user:canary@proxy.example:3128' }, [['ok', /reached through proxy\.example:3128/]]],
    [{ https_proxy: 'proxy.example:3128', NO_PROXY: '.aliyuncs.com' }, [['ok', /NO_PROXY excepts the service/]]],
    [
      { HTTP_PROXY: 'http://canary.example', ALL_PROXY: 'socks5://canary.example' },
      [['warn', /HTTP_PROXY, ALL_PROXY is not used/]],
    ],
    [{ HTTPS_PROXY: 'socks5://canary.example:1080' }, [['fail', /neither http nor https/]]],
    [{ HTTPS_PROXY: 'http://proxy.example:3128', DARKROOM_REGION: 'mars' }, [['ok', /proxy\.example/]]],
  ] as readonly (readonly [Record<string, string>, readonly (readonly [string, RegExp])[]])[])(
    'and says of %j whether they are used, without their passwords',
    (env, findings) => {
      const found = checkProxy(env);
      expect(found.map(({ state }) => state)).toEqual(findings.map(([state]) => state));
      for (const [index, [, text]] of findings.entries()) expect(found[index]?.found).toMatch(text);
      expect(JSON.stringify(found)).not.toContain('canary');
    },
  );
});

describe('doctor looks at the service', () => {
  const key = 'sk-3f2a91c0d490bd12aa07';
  it('and says once that a proxy cannot be used', async () => {
    const env = { DASHSCOPE_API_KEY: key, HTTPS_PROXY: 'socks5://proxy.example:1080' };
    expect(await checkService(env, AbortSignal.timeout(30_000))).toMatchObject([{ check: 'proxy', state: 'fail' }]);
    const other = await checkService({ ...env, DARKROOM_REGION: 'mars' }, AbortSignal.timeout(30_000));
    expect(other.map(({ check }) => check)).toContain('proxy');
  });
});

describe('doctor looks at the clock of the service', () => {
  const clockOf = async (aheadMs: number): Promise<Finding | undefined> => {
    const simulator = createSimulator({ clock: { ...systemClock, now: () => Date.now() + aheadMs } });
    try {
      const { baseUrl } = await simulator.listen();
      const env = { DASHSCOPE_API_KEY: 'sk-3f2a91c0d490bd12aa07', DASHSCOPE_HTTP_BASE_URL: baseUrl };
      return (await checkService(env, AbortSignal.timeout(30_000))).find(({ check }) => check === 'clock');
    } finally {
      await simulator.close();
    }
  };
  it.each([
    [0, 'ok', /within \d+ s of the service's/],
    [10 * MINUTE, 'warn', /is (599|600|601) s behind the service's/],
    [-3 * 60 * MINUTE, 'warn', /s ahead of the service's/],
  ])('which is %d ms ahead of ours', async (aheadMs, state, found) => {
    const finding = await clockOf(aheadMs);
    expect(finding).toMatchObject({ state, found: expect.stringMatching(found) });
    if (state === 'warn') expect(finding?.hint).toContain('timedatectl');
  });
});

describe('doctor looks at the disk', () => {
  it.each([
    [5 * GB, false, 'ok', /5\.0 GB free/],
    [0.5 * GB, false, 'warn', /0\.5 GB free/],
    [1_000_000, false, 'fail', /0\.0 GB free/],
    [5 * GB, true, 'fail', /no file can be made/],
  ])('of which %d bytes are free', (bytes, noFiles, state, found) => {
    expect(diskFinding(bytes, noFiles)).toMatchObject({ state, found: expect.stringMatching(found) });
  });
});

describe('doctor looks at the home', () => {
  let home: string;
  const now = Date.UTC(2026, 0, 1);
  const finding = async (check: string, env = {}): Promise<Finding | undefined> =>
    (await checkHome(home, env, now)).find((each) => each.check === check);
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'doctor-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it.skipIf(process.platform === 'win32')('and says who else may read its secrets, the file of the key among them', async () => {
    const keyFile = join(home, '..', `${home.split('/').at(-1)}-key`);
    await writeFile(keyFile, 'sk-', { mode: 0o600 });
    await writeFile(join(home, 'ledger.sqlite'), '', { mode: 0o600 });
    expect(await finding('rights')).toMatchObject({ state: 'ok' });
    await chmod(join(home, 'ledger.sqlite'), 0o644);
    await chmod(keyFile, 0o640);
    const warned = await finding('rights', { DASHSCOPE_API_KEY_FILE_PATH: keyFile });
    expect(warned).toMatchObject({
      state: 'warn',
      found: expect.stringContaining('ledger.sqlite'),
      hint: expect.stringContaining('chmod'),
    });
    expect(warned?.found).toContain(keyFile);
    await rm(keyFile);
  });
  it('and finds a part of it that is no folder', async () => {
    await writeFile(join(home, 'results'), '');
    expect(await finding('folder')).toMatchObject({ state: 'fail', found: expect.stringMatching(/results is not a folder/) });
  });
  it('and says that the clock was set back since Darkroom ran there', async () => {
    await mkdir(join(home, 'logs'));
    await writeFile(join(home, '.clock'), new Date(now + 90 * MINUTE).toISOString());
    expect(await finding('time')).toMatchObject({ state: 'warn', found: expect.stringContaining('90 minutes') });
    await writeFile(join(home, '.clock'), new Date(now - MINUTE).toISOString());
    expect(await finding('time')).toBeUndefined();
  });
});
