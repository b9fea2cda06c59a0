/** What commands work with in a real process: its streams, its signals, and the system's viewer. */
import { spawn } from 'node:child_process';
import type { CommandIo } from '../command.ts';

/** The program that opens things, by platform. */
const VIEWERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['explorer'],
};

const launch = (target: string): Promise<boolean> =>
  new Promise((resolve) => {
    const blind = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
    const [program, ...args] = blind ? [] : (VIEWERS[process.platform] ?? []);
    if (program === undefined) {
      resolve(false);
      return;
    }
    const child = spawn(program, [...args, target], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });

/** Who reads our output has read enough, as `| head` does: that is no trouble of ours. */
const endQuietly = (error: Error): void => {
  if ('code' in error && error.code === 'EPIPE') process.exit();
  throw error;
};

/** Streams, environment and Ctrl-C of this process. A second Ctrl-C ends it at once. */
export const createTerminal = (): CommandIo => {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error('interrupted'));
  };
  process.stdout.on('error', endQuietly);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    columns: () => process.stderr.columns ?? 80,
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    signal: stopping.signal,
    launch,
  };
};
