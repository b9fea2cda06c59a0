import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientEnvironment } from '#simulator/audit/run-command.ts';
import { readFlags } from '#simulator/flags.ts';
import { pngOf } from '#test/support/pictures/png.ts';

const MAIN = join(import.meta.dirname, '../../../simulator/main.ts');

/** A photo that the service takes. */
const PICTURE = Buffer.from(pngOf(400, 400)).toString('base64');

/** A client that sends the same create `times` times and ends with 4. */
const client = (times: number): string => `
  const { DASHSCOPE_HTTP_BASE_URL: base, DASHSCOPE_API_KEY: key } = process.env;
  const picture = 'data:image/png;base64,${PICTURE}';
  const body = JSON.stringify({ model: 'wan2.5-i2i-preview', input: { prompt: 'blue', images: [picture] } });
  const headers = { authorization: 'Bearer ' + key, 'x-dashscope-async': 'enable' };
  const send = () => fetch(base + '/services/aigc/image2image/image-synthesis', { method: 'POST', headers, body });
  (async () => { for (let sent = 0; sent < ${times}; sent += 1) await send(); process.exit(4); })();
`;

const audit = (...args: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { ...process.env, DASHSCOPE_WORKSPACE: 'ws-real' } });

describe('--audit -- COMMAND', () => {
  it('runs a client against the simulator and ends as the client does', () => {
    const { status, stdout } = audit('--seconds', '3600', '--audit', '--', process.execPath, '-e', client(1));
    expect(stdout).toMatch(/^blue \(1 image: sha256:[0-9a-f]{16}\) +1 +1 +1 +0$/m);
    expect(status).toBe(4);
  });

  it('says by its exit code that a picture was paid twice', () => {
    const { status, stdout } = audit('--seconds', '0.001', '--audit', '--', process.execPath, '-e', client(2));
    expect(stdout).toContain('2         2');
    expect([status, stdout.includes('PAID TWICE')]).toEqual([3, true]);
  });

  it('says so when nothing was sent', () => {
    const { status, stdout } = audit('--audit', '--', process.execPath, '-e', client(0));
    expect([status, stdout.trim()]).toEqual([4, 'Nothing was sent to the simulator.']);
  });

  it('needs a command, and a command needs it', () => {
    expect(readFlags(['--audit'])).toMatchObject({ ask: 'wrong', reason: expect.stringContaining('--audit') });
    expect(readFlags(['--', 'true'])).toMatchObject({ ask: 'wrong', reason: expect.stringContaining('--audit') });
    expect(readFlags(['--speed', '60', '--audit', '--', 'python', 'edit.py', '--port', '1'])).toMatchObject({
      ask: 'audit',
      port: 0,
      options: { speed: 60 },
      command: ['python', 'edit.py', '--port', '1'],
    });
  });

  it('says so when the command is not there', () => {
    const { status, stderr } = audit('--audit', '--', 'no-such-client');
    expect([status, stderr]).toEqual([127, expect.stringContaining('no-such-client')]);
  });
});

describe('the environment of an audited client', () => {
  it('leads to the simulator alone, with a key of no account', () => {
    const env = clientEnvironment(
      {
        PATH: '/bin',
        DASHSCOPE_API_KEY: 'sk-real',
        DASHSCOPE_API_KEY_FILE_PATH: '/key',
        DASHSCOPE_WORKSPACE: 'ws',
        NO_PROXY: 'a',
      },
      'http://127.0.0.1:1/api/v1',
    );
    expect(env).toMatchObject({
      PATH: '/bin',
      DASHSCOPE_HTTP_BASE_URL: 'http://127.0.0.1:1/api/v1',
      DASHSCOPE_BASE_URL: 'http://127.0.0.1:1/api/v1',
      NO_PROXY: 'a,127.0.0.1,localhost',
    });
    expect(JSON.stringify(env)).not.toMatch(/sk-real|\/key|"ws"/);
  });
});
