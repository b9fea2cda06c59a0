/** Ctrl-C and SIGTERM: stop cleanly at the first, at once at the second. */
import { once } from 'node:events';
import { STOPPING } from './welcome-text.ts';

/** Exit status of a stop that was cut short: as shells count it. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Calls `stop` at the first SIGINT or SIGTERM, and ends the process when it has resolved. */
export const stopOnSignals = (stop: () => Promise<void>): void => {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(STATUS[signal]);
      stopping = true;
      void end(stop);
    });
  }
};

const end = async (stop: () => Promise<void>): Promise<void> => {
  process.stderr.write(STOPPING);
  try {
    await stop();
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
  if (process.stdout.writableLength > 0) await once(process.stdout, 'drain');
  process.exit();
};
