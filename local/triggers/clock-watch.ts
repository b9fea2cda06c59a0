/** Notices that the machine's clock was moved, says so, and remembers how far time has come in this home. */
import { readFile, writeFile } from 'node:fs/promises';
import type { SteadyClock } from '#adapters/embedded/steady-clock.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { periodically } from './periodically.ts';

/** What watching needs. */
export interface ClockWatchDeps {
  readonly clock: SteadyClock;
  /** Where the last instant is kept. */
  readonly file: string;
  readonly telemetry: Telemetry;
  /** Called after the clock was moved, either way: whoever waits by an instant looks again. */
  readonly onMoved: () => Promise<unknown>;
}

/** How often the clock is looked at, in ms. */
const LOOK_EVERY_MS = 5_000;

/** How often it is written down how far time has come, in ms: after a crash a wait may be this much longer. */
const REMEMBER_EVERY_MS = 60_000;

/** The last instant that a home has seen (epoch ms); undefined when it is new or cannot tell. */
export const readLastSeen = async (file: string): Promise<number | undefined> => {
  const instant = Date.parse(await readFile(file, 'utf8').catch(() => ''));
  return Number.isNaN(instant) ? undefined : instant;
};

/** Looks once, and then again and again; answers how to stop. A disk that takes nothing keeps nobody from working. */
export const startClockWatch = ({ clock, file, telemetry, onMoved }: ClockWatchDeps): (() => Promise<void>) => {
  let written = Promise.resolve();
  // One after the other: of two writes at once, the older one might come last.
  const remember = (): Promise<void> => {
    written = written.then(() => writeFile(file, new Date(clock.now()).toISOString(), { mode: 0o600 })).catch(() => undefined);
    return written;
  };
  let remembered = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    const movedMs = clock.moved();
    if (movedMs !== undefined) {
      telemetry.log('warn', 'clock moved', { movedMs, aheadMs: clock.ahead(), meaning: meaningOf(movedMs) });
      await onMoved();
    }
    if (clock.now() - remembered < REMEMBER_EVERY_MS) return;
    remembered = clock.now();
    await remember();
  };
  const onError = (error: unknown): void => telemetry.log('warn', 'clock not followed', { error: String(error) });
  void look().catch(onError);
  const stop = periodically(clock, LOOK_EVERY_MS, look, onError);
  return async () => {
    stop();
    await remember();
  };
};

const meaningOf = (movedMs: number): string =>
  movedMs < 0
    ? "the machine's clock was set back; edits go on by the time that elapses until it has caught up"
    : "the machine's clock was set forward, or the machine slept; waits may end early";
