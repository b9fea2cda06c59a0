/** The real world for commands: this process's streams and signals. */
import type { CommandIo } from './command.ts';

/** Streams, environment and Ctrl-C of this process. A second Ctrl-C ends it at once. */
export const createTerminal = (): CommandIo => {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
    now: () => Date.now(),
    signal: stopping.signal,
  };
};
