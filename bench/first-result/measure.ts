/** From `npm start` in a new home to the first edited picture, as a person with a stopwatch would measure it. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Seconds after the command was entered. */
export interface FirstResult {
  /** The address is printed. */
  readonly readySeconds: number;
  /** The first edit.json is there: its pictures are complete. */
  readonly resultSeconds: number;
}

const PROJECT = join(import.meta.dirname, '..', '..');
const PATIENCE_MS = 120_000;

/** Starts Darkroom on the simulator with its sample pictures and waits for the first result. @throws Error when none comes in two minutes */
export const measureFirstResult = async (): Promise<FirstResult> => {
  const home = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
  const { DASHSCOPE_API_KEY: _never, ...environment } = process.env;
  const from = performance.now();
  const seconds = (): number => (performance.now() - from) / 1000;
  const darkroom = spawn('npm', ['start'], {
    cwd: PROJECT,
    env: { ...environment, DARKROOM_HOME: home, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let readySeconds: number | undefined;
  for (const stream of [darkroom.stdout, darkroom.stderr]) {
    stream.on('data', (piece: Buffer) => {
      said += String(piece);
      if (said.includes('is ready at')) readySeconds ??= seconds();
    });
  }
  try {
    while (!(await hasResult(join(home, 'results')))) {
      if (darkroom.exitCode !== null) throw new Error(`npm start ended before its first result:\n${said}`);
      if (seconds() * 1000 > PATIENCE_MS) throw new Error(`no result within ${PATIENCE_MS / 1000} s of npm start:\n${said}`);
      await pause(50);
    }
    return { readySeconds: readySeconds ?? seconds(), resultSeconds: seconds() };
  } finally {
    await end(darkroom);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
};

const hasResult = async (folder: string): Promise<boolean> => {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.some((name) => name.endsWith('edit.json'));
};

/** npm passes a signal on to its script; the group gets it, so that nothing is left. */
const end = async (darkroom: ReturnType<typeof spawn>): Promise<void> => {
  if (darkroom.exitCode !== null || darkroom.pid === undefined) return;
  const ended = new Promise<void>((resolve) => darkroom.once('exit', () => resolve()));
  process.kill(-darkroom.pid, 'SIGTERM');
  await Promise.race([ended, pause(10_000, undefined, { ref: false })]);
  if (darkroom.exitCode === null && darkroom.signalCode === null) process.kill(-darkroom.pid, 'SIGKILL');
};
