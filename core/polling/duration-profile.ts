/**
 * How long the service takes, learned from finished tasks: the logarithm of the service time is taken as normal, and its mean and
 * variance are tracked with exponential forgetting, so that a service that became slower is noticed within some tens of tasks.
 */

/** Durations of one model and one n. Times in seconds. */
export interface DurationProfile {
  readonly revision: number;
  /** Finished tasks seen. */
  readonly count: number;
  /** Mean of ln(seconds). */
  readonly meanLog: number;
  /** Variance of ln(seconds). */
  readonly varianceLog: number;
}

/** Before there is data: median 60 s, 95th percentile 110 s (the guide's samples took 53 s and 73 s; its text says 1 to 2 minutes). */
export const DEFAULT_PROFILE: DurationProfile = {
  revision: 0,
  count: 0,
  meanLog: Math.log(60),
  varianceLog: (Math.log(110 / 60) / 1.6448536269514722) ** 2,
};

/** Name under which the ledger keeps the profile of a model and a number of images. */
export const profileName = (model: string, n: number): string => `${model}#${n}`;

/** Bounds of one observation, in seconds: below is a clock error, above the service itself gives up. */
const OBSERVABLE_SECONDS = { min: 1, max: 3 * 3600 } as const;

/** Finished tasks after which the newest one weighs 1 in this many: a service that changed is known after some tens of tasks. */
const MEMORY = 40;

/** How many tasks the profile before there is data counts for. */
const PRIOR_WEIGHT = 8;

/** Bounds of the variance of ln(seconds): a standard deviation of 2 % to 100 %. */
const VARIANCE = { min: 0.02 ** 2, max: 1 } as const;

/**
 * The profile after one more finished task of `seconds`. An observation counts as at most three standard deviations (or a factor
 * of two) away from the mean, so that one stuck task does not move the schedule of the next hundred.
 */
export const updateProfile = (profile: DurationProfile, seconds: number): DurationProfile => {
  if (!(seconds >= OBSERVABLE_SECONDS.min && seconds <= OBSERVABLE_SECONDS.max)) return profile;
  const weight = Math.max(1 / (profile.count + PRIOR_WEIGHT + 1), 1 / MEMORY);
  const reach = Math.max(3 * Math.sqrt(profile.varianceLog), Math.LN2);
  const surprise = Math.min(reach, Math.max(-reach, Math.log(seconds) - profile.meanLog));
  const variance = (1 - weight) * (profile.varianceLog + weight * surprise ** 2);
  return {
    revision: profile.revision + 1,
    count: profile.count + 1,
    meanLog: profile.meanLog + weight * surprise,
    varianceLog: Math.min(VARIANCE.max, Math.max(VARIANCE.min, variance)),
  };
};

/** Standard normal deviates of the quantiles that the schedule uses. */
export const Z_SCORE = { p1: -2.3263478740408408, median: 0, p99: 2.3263478740408408 } as const;

/** Seconds under which a task of this profile stays with the probability of the zScore. */
export const quantileSeconds = ({ meanLog, varianceLog }: DurationProfile, zScore: number): number =>
  Math.exp(meanLog + zScore * Math.sqrt(varianceLog));

/** Mean seconds of a task of this profile. */
export const meanSeconds = ({ meanLog, varianceLog }: DurationProfile): number => Math.exp(meanLog + varianceLog / 2);
