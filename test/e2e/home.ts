/** Homes, runtimes and processes for end-to-end tests: real files, real sockets, a quick simulator. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bus } from '#adapters/embedded/bus.ts';
import type { EditEvent } from '#core/events/events.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '#local/runtime.ts';
import type { SimulatorOptions } from '#simulator/index.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { createShortPauseClock } from './short-pause-clock.ts';

/** The project's folder. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** A fresh folder that is not there yet; `remove` takes it away. */
export const newHome = async (): Promise<{ readonly path: string; remove(): Promise<void> }> => {
  const parent = await mkdtemp(join(tmpdir(), 'darkroom-'));
  return { path: join(parent, 'home'), remove: () => rm(parent, { recursive: true, force: true }) };
};

/** Rates that nobody reaches who hardly pauses. */
export const HURRIED_LIMITS = { createsPerSecond: 1e6, queriesPerSecond: 1e6 } as const;

/** How a runtime hurries: the workflow hardly waits, nobody pauses for long, and tasks take a twentieth of a second. */
export const hurried = ({ laterMs = 0 }: { readonly laterMs?: number } = {}) =>
  ({
    clock: createShortPauseClock({ laterMs }),
    pace: { waitTimeOverrides: { Wait: 1 } },
    simulator: { duration: () => 0.05, limits: HURRIED_LIMITS },
  }) satisfies Partial<RuntimeOptions>;

/** Results of one grey, other ones for every index: a drawn image takes a third of a second of the processor. */
export const plainImage: NonNullable<SimulatorOptions['render']> = ({ index }) => pngOf(1280, 1280, index + 1);

/** A runtime in this process that hurries; its results are {@link plainImage}s unless they are to be `drawn`. */
export const startRuntime = (
  home: string,
  { drawn = false, ...options }: Partial<RuntimeOptions> & { readonly drawn?: boolean } = {},
): Promise<Runtime> => {
  const { simulator, ...others } = hurried();
  return createRuntime({
    home,
    env: {},
    port: 0,
    restMs: 20,
    ...others,
    ...options,
    simulator: { ...simulator, ...(drawn ? {} : { render: plainImage }), ...options.simulator },
  });
};

/** The next event that matches; subscribe before causing it. */
export const nextEvent = (bus: Bus, matches: (event: EditEvent) => boolean): Promise<EditEvent> =>
  new Promise((resolve) => {
    const unsubscribe = bus.subscribe((event) => {
      if (!matches(event)) return;
      unsubscribe();
      resolve(event);
    });
  });

/** A process of `npm start`, ready to answer. */
export interface StartedProcess {
  readonly url: string;
  /** Sends a signal and resolves with how the process ended. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** The programs that a test may start: `npm start` as it is, and one that hurries (see there). */
const PROGRAMS = { main: 'local/main.ts', hurried: 'test/e2e/hurried-main.ts' } as const;

/** Runs a program as its own process and waits for the line that says where it is. */
export const startProcess = (
  program: keyof typeof PROGRAMS,
  home: string,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(PROJECT, PROGRAMS[program])], {
      env: { PATH: process.env.PATH, DARKROOM_HOME: home, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const ended = new Promise<{ readonly code: number | null; readonly signal: string | null }>((done) => {
      child.once('exit', (code, signal) => done({ code, signal }));
    });
    createInterface(child.stdout).on('line', (line) => {
      const url = /^Darkroom is ready at (http:\S+)$/.exec(line)?.[1];
      if (url === undefined) return;
      resolve({
        url,
        end: (signal) => {
          child.kill(signal);
          return ended;
        },
      });
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${complaint}`)));
  });
