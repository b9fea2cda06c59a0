/** Runs scenarios in processes of their own, as many at a time as there are processors: one thread cannot use two of them. */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Line } from './report.ts';
import type { ScenarioName, Size } from './run-all.ts';

const run = promisify(execFile);

const MAIN = new URL('./main.ts', import.meta.url).pathname;

/** The scenario whose time is bounded: it runs alone, so that nothing else of ours is measured with it. */
const TIMED: ScenarioName = 'noisy';

/** Largest output of one scenario, in bytes. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** All lines, in the order of the names. @throws Error when a process ends without an answer */
export const runSideBySide = async (
  names: readonly ScenarioName[],
  size: Size,
  onDone: (name: ScenarioName) => void,
): Promise<readonly Line[]> => {
  const lines = new Map<ScenarioName, readonly Line[]>();
  const left = [...names];
  const work = async (most = Number.POSITIVE_INFINITY): Promise<void> => {
    for (let done = 0; done < most; done += 1) {
      const name = left.shift();
      if (name === undefined) return;
      lines.set(name, await runApart(name, size));
      onDone(name);
    }
  };
  if (left[0] === TIMED) await work(1);
  await Promise.all(Array.from({ length: Math.min(names.length, availableParallelism()) }, () => work()));
  return names.flatMap((name) => lines.get(name) ?? []);
};

/** A process that found something broken ends with 1, but answers all the same. */
const runApart = async (name: ScenarioName, { seed, uploads, ledger = 'sqlite' }: Size): Promise<readonly Line[]> => {
  const parameters = [
    MAIN,
    '--scenario',
    name,
    '--seed',
    String(seed),
    '--uploads',
    String(uploads),
    '--ledger',
    ledger,
    '--json',
  ];
  const { stdout } = await run(process.execPath, parameters, { maxBuffer: MAX_OUTPUT_BYTES }).catch(
    (error: { stdout?: string; code?: unknown }) => {
      if (error.code === 1 && error.stdout !== undefined) return { stdout: error.stdout };
      throw error;
    },
  );
  return (JSON.parse(stdout) as { readonly lines: readonly Line[] }).lines;
};
