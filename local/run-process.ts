/** Darkroom as a process of its own on this machine, as the command line and the environment say. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EditError } from '#core/errors.ts';
import { createRuntime, type RuntimeOptions } from './runtime.ts';
import { DEFAULT_HOME, readPort } from './settings.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { welcomeText } from './welcome-text.ts';

const HELP = `Darkroom on this machine: drop a photo into a folder, get the edited photo back.

  npm start                                     start here; images live in .darkroom/
  npm start -- --verbose                        and show the log
  PORT=4401 DARKROOM_HOME=~/edits npm start     another port, another folder
  DASHSCOPE_API_KEY=sk-... npm start            edit with the real service instead of the simulator

Then copy images into .darkroom/uploads/<preset>/, or open the address that is printed.
`;

const start = async (options: Partial<RuntimeOptions>): Promise<void> => {
  const { values } = parseArgs({
    options: { verbose: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { env } = process;
  const runtime = await createRuntime({
    home: resolve(env.DARKROOM_HOME?.trim() || DEFAULT_HOME),
    env,
    port: readPort(env),
    samples: true,
    ...(values.verbose ? { onLine: (line: string) => void process.stderr.write(line) } : {}),
    ...options,
  });
  stopOnSignals(runtime.stop);
  for (const notice of runtime.home.notices) process.stderr.write(`${notice}\n`);
  process.stdout.write(welcomeText(runtime));
};

/** Starts, and ends with status 1 and the reason on standard error when that fails. `options` stand above the environment. */
export const runProcess = async (options: Partial<RuntimeOptions> = {}): Promise<void> => {
  try {
    await start(options);
  } catch (error) {
    const reason =
      error instanceof EditError ? `${error.message}\n${error.hint}` : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`Darkroom did not start: ${reason}\n`);
    process.exitCode = 1;
  }
};
