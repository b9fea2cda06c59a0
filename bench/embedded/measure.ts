/** How the embedded runtime's own cost grows with the edits in flight. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedRun } from './run.ts';

/** Edits started at once. */
export const IN_FLIGHT = [100, 1000, 10_000] as const;

/** A disk in memory where there is one: the time that a real disk needs to flush is the disk's, and the same for every edit. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Runs each number of edits in a process of its own. @throws Error when one edit does not succeed */
export const measureEmbedded = async (): Promise<{ readonly folder: string; readonly runs: readonly EmbeddedRun[] }> => {
  const runs: EmbeddedRun[] = [];
  for (const edits of IN_FLIGHT) {
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'run.ts'), String(edits), FOLDER]);
    runs.push(JSON.parse(stdout) as EmbeddedRun);
  }
  return { folder: FOLDER, runs };
};
