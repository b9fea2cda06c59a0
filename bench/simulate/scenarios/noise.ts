/** How much goes wrong in the noisy scenarios. */
import type { Noise } from '../deployment.ts';

/** 5 % of the calls of every port and of the service, every other write on DynamoDB, 1 % of the invocations killed, and everything else that is known to happen. */
export const NOISY: Noise = {
  functions: { calls: 0.05, crashes: 0.01, twice: 0.005 },
  modelStudio: { calls: 0.05, tasks: 0.02 },
  way: { refused: 0.01, late: 0.01 },
  ledger: { conflicts: 0.5, errors: 0.03 },
  corruption: 0.02,
  skewMs: 2500,
  listDelaySeconds: 8,
};
