/** How much goes wrong in the noisy scenarios. */
import type { Noise } from '../deployment-options.ts';
import { LIE_RATES } from '../model-studio/service-lies.ts';
import { oneOf, streamOf } from '../seeded.ts';

/** 5 % of the calls of every port and of the service, every other write on DynamoDB, 1 % of the invocations killed, and everything else that is known to happen. */
export const NOISY: Noise = {
  functions: { calls: 0.05, crashes: 0.01, twice: 0.005 },
  modelStudio: { calls: 0.05, tasks: 0.02 },
  way: { refused: 0.01, late: 0.01 },
  ledger: { conflicts: 0.5, errors: 0.03 },
  corruption: 0.02,
  skewMs: 2500,
  listLagSeconds: 8,
  jumps: { perDay: 0, mostMs: 0 },
  lies: [],
};

const [HOUR_S, DAY_MS] = [3600, 86_400_000];

/** The service's clock against ours, in ms; each as likely as the others. */
const SKEWS_MS = [0, 2500, -8000, 20_000, 124_000, -124_000, 3_600_000, -3_600_000, DAY_MS, -DAY_MS] as const;

/** How far the task list lags behind, in seconds; each as likely as the others. */
const LAGS_S = [0, 8, 8, 100, 1200, HOUR_S, Number.POSITIVE_INFINITY] as const;

/** Jumps of our own clock a day. */
const JUMPS_PER_DAY = [0, 0, 4] as const;

/** The noise of a run with lies: how far clocks and list are off is drawn from its seed, once for the run. */
export const lyingNoise = (seed: number): Noise => {
  const random = streamOf(seed, 'noise');
  return {
    ...NOISY,
    skewMs: oneOf(random, SKEWS_MS),
    listLagSeconds: oneOf(random, LAGS_S),
    jumps: { perDay: oneOf(random, JUMPS_PER_DAY), mostMs: DAY_MS },
    lies: LIE_RATES,
  };
};
