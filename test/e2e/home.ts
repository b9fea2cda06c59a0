/** Homes and runtimes for end-to-end tests: real files, real sockets, a quick simulator. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bus } from '#adapters/embedded/bus.ts';
import type { EditEvent } from '#core/events/events.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '#local/runtime.ts';

/** The project's folder. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** A fresh folder that is not there yet; `remove` takes it away. */
export const newHome = async (): Promise<{ readonly path: string; remove(): Promise<void> }> => {
  const parent = await mkdtemp(join(tmpdir(), 'darkroom-'));
  return { path: join(parent, 'home'), remove: () => rm(parent, { recursive: true, force: true }) };
};

/** A runtime in this process whose tasks take a fifth of a second. */
export const startRuntime = (home: string, options: Partial<RuntimeOptions> = {}): Promise<Runtime> =>
  createRuntime({
    home,
    env: {},
    port: 0,
    restMs: 100,
    simulator: { duration: { medianSeconds: 0.2, p95Seconds: 0.3 } },
    ...options,
  });

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

/** Runs local/main.ts as its own process and waits for the line that says where it is. */
export const startProcess = (home: string, env: Readonly<Record<string, string>> = {}): Promise<StartedProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(PROJECT, 'local', 'main.ts')], {
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
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${complaint}`)));
  });
