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
