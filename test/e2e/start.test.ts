import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { newHome, type StartedProcess, startProcess } from './home.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let running: StartedProcess | undefined;
beforeEach(async () => {
  home = await newHome();
});
afterEach(async () => {
  await running?.end('SIGKILL');
  await home.remove();
});

describe('npm start', () => {
  it('edits the sample pictures at its first start, and stops cleanly when told to', async () => {
    running = await startProcess(home.path);
    const client = createClient({ baseUrl: running.url });
    const followed = new AbortController();
    const ended = new Set<string>();
    const remember = async (): Promise<void> => {
      for await (const edit of client.edits.all())
        if ((await client.edits.wait(edit.id)).status === 'SUCCEEDED') ended.add(edit.id);
    };
    for await (const _event of client.events({ signal: followed.signal })) {
      await remember();
      if (ended.size === 2) break;
    }
    expect(ended.size).toBe(2);
    expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }, 60_000);

  it('refuses a home that another one works in', async () => {
    running = await startProcess(home.path);
    await expect(startProcess(home.path)).rejects.toThrow(/another Darkroom already works in/);
  }, 30_000);

  it('refuses a port that is taken, and says what to do', async () => {
    running = await startProcess(home.path);
    const other = await newHome();
    await expect(startProcess(other.path, { PORT: new URL(running.url).port })).rejects.toThrow(/is in use[\s\S]*PORT=/);
    await other.remove();
  }, 30_000);
});
