/** How much memory storing a result takes at most, by the size of the picture: ours beside the two obvious ways. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';
import type { Way } from './transfer.ts';

const MIB = 1024 * 1024;

/** Sizes measured, in MiB. */
export const SIZES_MIB = [1, 10, 100, 500] as const;

/** One way at every size; peaks in MiB, medians over the runs. */
export interface PersistRow {
  readonly way: Way;
  readonly peakMib: readonly number[];
  /** Peak at 500 MiB minus peak at 10 MiB. */
  readonly growthMib: number;
  readonly secondsAt500: number;
}

const RUNS: Readonly<Record<Way, number>> = { bucket: 3, folder: 3, fetch: 1, buffered: 1 };

const runOnce = async (way: Way, origin: string, mib: number) => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'transfer.ts'),
    way,
    origin,
    String(mib * MIB),
  ]);
  return JSON.parse(stdout) as { readonly peakBytes: number; readonly milliseconds: number };
};

/** Measures every way at every size, one process for each run. */
export const measurePersist = async (): Promise<readonly PersistRow[]> => {
  const ends = fork(join(import.meta.dirname, 'loopback.ts'), { execArgv: [] });
  try {
    const [{ origin }] = (await once(ends, 'message')) as [{ readonly origin: string }];
    const rows: PersistRow[] = [];
    for (const way of ['bucket', 'folder', 'fetch', 'buffered'] as const) rows.push(await measureWay(way, origin));
    return rows;
  } finally {
    ends.disconnect();
  }
};

const measureWay = async (way: Way, origin: string): Promise<PersistRow> => {
  const sizes = [];
  for (const mib of SIZES_MIB) {
    const runs = [];
    for (let run = 0; run < RUNS[way]; run += 1) runs.push(await runOnce(way, origin, mib));
    sizes.push({
      peakMib: median(runs.map(({ peakBytes }) => peakBytes / MIB)),
      seconds: median(runs.map(({ milliseconds }) => milliseconds / 1000)),
    });
  }
  const [, ten, , fiveHundred] = sizes;
  return {
    way,
    peakMib: sizes.map(({ peakMib }) => peakMib),
    growthMib: (fiveHundred?.peakMib ?? 0) - (ten?.peakMib ?? 0),
    secondsAt500: fiveHundred?.seconds ?? 0,
  };
};
