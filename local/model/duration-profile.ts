/** The simulator on one machine is quicker than the service, and the schedule must know: it would wait half a minute for a result that is there. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_PROFILE, type DurationProfile, profileName } from '#core/polling/duration-profile.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { MODEL, RESULTS_PER_EDIT } from '#core/service/limits.ts';
import type { SimulatorOptions } from '#simulator/index.ts';

/** How long simulated tasks take by default, in seconds; everything else about the simulator is as slow as the service. */
export const QUICK_DURATION = { medianSeconds: 6, p95Seconds: 9 } as const;

/** 95 % of a normal distribution lie below this many deviations. */
const Z95 = 1.6448536269514722;

/** What is expected of tasks with this median and 95th percentile (seconds), before any was seen. */
export const profileOf = ({ medianSeconds, p95Seconds }: { readonly medianSeconds: number; readonly p95Seconds: number }) => ({
  count: 0,
  meanLog: Math.log(medianSeconds),
  varianceLog: (Math.log(p95Seconds / medianSeconds) / Z95) ** 2,
});

/** What is expected of a simulator with these options; a duration that is computed from n is taken for n = 1. */
export const simulatedProfile = ({ duration = QUICK_DURATION, speed = 1 }: Pick<SimulatorOptions, 'duration' | 'speed'>) => {
  const { medianSeconds, p95Seconds } =
    typeof duration === 'function' ? { medianSeconds: duration(1), p95Seconds: duration(1) * 1.5 } : duration;
  return profileOf({ medianSeconds: medianSeconds / speed, p95Seconds: p95Seconds / speed });
};

/**
 * Makes the ledger expect the durations of the model now in use. What was learned stays when it is the same model as at the last
 * start in this home, and is forgotten when it is another.
 */
export const expectDurations = async (
  home: string,
  ledger: Ledger,
  model: { readonly name: string; readonly profile?: Omit<DurationProfile, 'revision'> },
): Promise<void> => {
  const file = join(home, '.model');
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === model.name) return;
  for (let n = RESULTS_PER_EDIT.min; n <= RESULTS_PER_EDIT.max; n += 1) {
    const name = profileName(MODEL, n);
    const known = await ledger.profile(name);
    if (known === undefined && model.profile === undefined) continue;
    await ledger.commitProfile(name, { ...DEFAULT_PROFILE, ...model.profile, revision: (known?.revision ?? 0) + 1 });
  }
  await writeFile(file, model.name);
};
