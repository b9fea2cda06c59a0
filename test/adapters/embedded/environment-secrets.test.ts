import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEnvironmentSecrets, namesApiKey } from '#adapters/embedded/environment-secrets.ts';
import { connectModelStudio } from '#local/model/model-studio.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { inTemporaryFolder } from '#test/support/temporary-folder.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const KEY = 'sk-3f2a91c0d490bd12aa07';
let file: string;
inTemporaryFolder((folder) => {
  file = join(folder, 'api_key');
});

describe('the key in a file', () => {
  it('is read at every call, without white space and byte order mark', async () => {
    const secrets = createEnvironmentSecrets({ DASHSCOPE_API_KEY_FILE_PATH: file });
    await writeFile(file, `\uFEFF${KEY}\r\n`);
    expect(await secrets.apiKey()).toBe(KEY);
    await writeFile(file, `${KEY}-rotated`);
    expect(await secrets.apiKey()).toBe(`${KEY}-rotated`);
  });
  it('stands behind the key in the environment', async () => {
    const secrets = createEnvironmentSecrets({ DASHSCOPE_API_KEY: KEY, DASHSCOPE_API_KEY_FILE_PATH: file });
    expect(await secrets.apiKey()).toBe(KEY);
    expect(namesApiKey({ DASHSCOPE_API_KEY_FILE_PATH: file })).toBe(true);
    expect(namesApiKey({ DASHSCOPE_API_KEY: ' ', DASHSCOPE_API_KEY_FILE_PATH: '' })).toBe(false);
  });
  it('is Unavailable while the file cannot be read, which is repeated, and says which file', async () => {
    const secrets = createEnvironmentSecrets({ DASHSCOPE_API_KEY_FILE_PATH: file });
    await expect(secrets.apiKey()).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'API_KEY_UNREADABLE',
      hint: expect.stringContaining(file),
    });
    await writeFile(file, KEY);
    expect(await secrets.apiKey()).toBe(KEY);
  });
  it('is refused when it is none, and never quoted', async () => {
    await writeFile(file, 'YOUR_API_KEY');
    const refusal = createEnvironmentSecrets({ DASHSCOPE_API_KEY_FILE_PATH: file }).apiKey();
    await expect(refusal).rejects.toMatchObject({ name: 'AccountProblem', code: 'API_KEY_REFUSED' });
    await expect(refusal).rejects.not.toThrow(/YOUR_API_KEY/);
  });
  it('of a simulator on this machine may be any', async () => {
    await writeFile(file, 'test');
    const connect = (url: string) =>
      connectModelStudio({
        env: { DASHSCOPE_API_KEY_FILE_PATH: file, DASHSCOPE_HTTP_BASE_URL: url },
        clock: createVirtualClock(),
        telemetry: createRecordingTelemetry(),
        simulatorFolder: dirname(file),
        simulator: {},
      });
    expect(await connect('http://127.0.0.1:8787/api/v1')).toMatchObject({ kind: 'real' });
    await expect(connect('https://proxy.example/api/v1')).rejects.toMatchObject({ code: 'API_KEY_REFUSED' });
  });
  it('that cannot be read keeps Darkroom from starting, instead of letting the simulator edit', async () => {
    const connecting = connectModelStudio({
      env: { DASHSCOPE_API_KEY_FILE_PATH: file },
      clock: createVirtualClock(),
      telemetry: createRecordingTelemetry(),
      simulatorFolder: dirname(file),
      simulator: {},
    });
    await expect(connecting).rejects.toMatchObject({ code: 'API_KEY_UNREADABLE' });
  });
});
