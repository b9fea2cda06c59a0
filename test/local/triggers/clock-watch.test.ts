import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSteadyClock } from '#adapters/embedded/steady-clock.ts';
import { readLastSeen, startClockWatch } from '#local/triggers/clock-watch.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { inTemporaryFolder } from '#test/support/temporary-folder.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const HOUR = 3_600_000;
let file: string;
inTemporaryFolder((folder) => {
  file = join(folder, '.clock');
});

/** A machine whose clock is `offset` away from the time that goes by. */
const setUp = async () => {
  const going = createVirtualClock();
  let offset = 0;
  const machine = { now: () => going.now() + offset, sleep: going.sleep };
  const clock = createSteadyClock({ machine, elapsed: going.now, lastSeen: await readLastSeen(file) });
  const telemetry = createRecordingTelemetry();
  let repairs = 0;
  const onMoved = async (): Promise<void> => {
    repairs += 1;
  };
  const move = (ms: number): void => {
    offset += ms;
  };
  const stop = startClockWatch({ clock, file, telemetry, onMoved });
  return { going, clock, telemetry, stop, move, repairs: () => repairs };
};

describe('the watch over the clock', () => {
  it('says within seconds that the clock was moved and by how much, and lets whoever waits look again', async () => {
    const { going, move, telemetry, repairs, stop } = await setUp();
    await going.advance(20_000);
    expect(telemetry.lines).toEqual([]);
    move(-3 * HOUR);
    await going.advance(5_000);
    expect(telemetry.lines).toEqual([
      {
        level: 'warn',
        event: 'clock moved',
        fields: { movedMs: -3 * HOUR, aheadMs: 3 * HOUR, meaning: expect.stringContaining('set back') },
      },
    ]);
    expect(repairs()).toBe(1);
    move(HOUR);
    await going.advance(5_000);
    expect(telemetry.lines.at(-1)?.fields).toMatchObject({ movedMs: HOUR, meaning: expect.stringContaining('slept') });
    await stop();
  });
  it('remembers how far time has come, so that a clock set back while nothing ran is noticed at the next start', async () => {
    const first = await setUp();
    await first.going.advance(2 * HOUR);
    await first.stop();
    expect(await readFile(file, 'utf8')).toBe(new Date(first.clock.now()).toISOString());

    const second = await setUp();
    await second.going.advance(0);
    expect(second.telemetry.lines[0]).toMatchObject({ event: 'clock moved', fields: { movedMs: -2 * HOUR } });
    expect(second.clock.now()).toBeGreaterThanOrEqual(first.clock.now());
    await second.stop();
  });
  it('remembers the latest instant at last, also when the disk is slower than the time that is written', async () => {
    for (let tries = 0; tries < 40; tries += 1) {
      const { going, clock, stop } = await setUp();
      await Promise.all(Array.from({ length: 20 }, () => going.advance(60_000)));
      await stop();
      expect(await readFile(file, 'utf8')).toBe(new Date(clock.now()).toISOString());
    }
  });
  it('keeps nobody from working when it cannot write', async () => {
    file = join(dirname(file), 'not-there', '.clock');
    const { going, telemetry, stop } = await setUp();
    await going.advance(60_000);
    await stop();
    expect(telemetry.lines).toEqual([]);
    expect(await readLastSeen(file)).toBeUndefined();
  });
});
