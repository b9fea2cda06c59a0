import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { isTerminal } from '#core/edit/state.ts';
import type { Runtime } from '#local/runtime.ts';
import { newHome, nextEvent, PROJECT, startRuntime } from './home.ts';
import { createShortPauseClock } from './short-pause-clock.ts';

const THREE_HOURS_MS = 3 * 3_600_000;

let home: Awaited<ReturnType<typeof newHome>>;
let runtime: Runtime | undefined;
let lines: string[];
beforeEach(async () => {
  home = await newHome();
  lines = [];
});
afterEach(async () => {
  await runtime?.stop();
  await home.remove();
});

/** A runtime on a machine whose clock is `laterMs` ahead until it is moved. */
const start = async (laterMs: number) => {
  let movedMs = laterMs;
  const going = createShortPauseClock();
  const machine = { now: () => going.now() + movedMs, sleep: going.sleep };
  const elapsed = () => performance.now();
  runtime = await startRuntime(home.path, { clock: machine, elapsed, onLine: (line) => void lines.push(line) });
  const move = (ms: number): void => {
    movedMs += ms;
  };
  return { runtime, move };
};

const edit = async ({ url }: Runtime) => {
  const client = createClient({ baseUrl: url });
  const picture = new File([await readFile(join(PROJECT, 'samples', 'clock.png'))], 'clock.png', { type: 'image/png' });
  const key = await client.uploads.upload(picture);
  return client.edits.create({ prompt: 'Make it night', images: [key] });
};

describe('a machine whose clock is set back by hours', () => {
  it('ends an edit that is under way, and begins new ones, as if nothing had happened', async () => {
    const { runtime: running, move } = await start(0);
    const submitted = nextEvent(running.bus, ({ detail }) => detail.state === 'RUNNING');
    const ended = nextEvent(running.bus, ({ detail }) => isTerminal(detail.state));
    await edit(running);
    await submitted;
    move(-THREE_HOURS_MS);
    expect((await ended).detail.state).toBe('SUCCEEDED');
    const next = nextEvent(running.bus, ({ detail }) => isTerminal(detail.state));
    await edit(running);
    expect((await next).detail.state).toBe('SUCCEEDED');
    expect(running.modelStudio.simulator?.tasks()).toHaveLength(2);
  });

  it('takes up after a restart what it had begun before, and says by how much the clock was moved', async () => {
    const first = await start(THREE_HOURS_MS);
    await first.runtime.ledger.setControls({ paused: true });
    const queued = nextEvent(first.runtime.bus, ({ detail }) => detail.state === 'QUEUED');
    const { id } = await edit(first.runtime);
    await queued;
    await first.runtime.stop();

    const second = await start(0);
    await second.runtime.ledger.setControls({ paused: false });
    expect((await createClient({ baseUrl: second.runtime.url }).edits.wait(id)).status).toBe('SUCCEEDED');
    await expect.poll(() => lines.some((line) => line.includes('"event":"clock moved"'))).toBe(true);
    const moved = lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'clock moved');
    expect(moved.movedMs / THREE_HOURS_MS).toBeCloseTo(-1, 1);
  });
});
