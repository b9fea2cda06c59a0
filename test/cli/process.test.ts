import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '#test/e2e/home.ts';

const MAIN = join(PROJECT, 'cli', 'main.ts');

const shell = (commands: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    execFile('sh', ['-c', commands], { env: { ...process.env, NODE: process.execPath, MAIN } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });

describe('the process', () => {
  it('ends with the exit status of its command', async () => {
    const { code, err } = await shell('"$NODE" "$MAIN" edti');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('did you mean "edit"?') });
    expect((await shell('"$NODE" "$MAIN" edit --help')).code).toBe(0);
  });
  it('prints no error when the reader of its output has left', async () => {
    const { err } = await shell('"$NODE" -e "process.stdin.destroy()" < /dev/null; "$NODE" "$MAIN" edit --help | true');
    expect(err).toBe('');
  });
});
