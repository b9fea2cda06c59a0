import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { newHome, type StartedProcess, startProcess, startRuntime } from './home.ts';

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
    running = await startProcess('hurried', home.path);
    const client = createClient({ baseUrl: running.url });
    const followed = new AbortController();
    const ended = new Set<string>();
    const remember = async (): Promise<void> => {
      for await (const edit of client.edits.all())
        if ((await client.edits.wait(edit.id)).status === 'SUCCEEDED') ended.add(edit.id);
    };
    // An event that nobody knows, so that the stream begins with what happened before it was opened.
    for await (const _event of client.events({ lastEventId: 'none', signal: followed.signal })) {
      await remember();
      if (ended.size === 2) break;
    }
    expect(ended.size).toBe(2);
    expect(await running.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('refuses a home that another one works in', async () => {
    running = await startProcess('main', home.path);
    await expect(startProcess('main', home.path)).rejects.toThrow(/another Darkroom already works in/);
  });

  it('refuses a port that is taken, and says what to do', async () => {
    const other = await newHome();
    const runtime = await startRuntime(other.path, { watch: false });
    await expect(startProcess('main', home.path, { PORT: new URL(runtime.url).port })).rejects.toThrow(/is in use[\s\S]*PORT=/);
    await runtime.stop();
    await other.remove();
  });
});
