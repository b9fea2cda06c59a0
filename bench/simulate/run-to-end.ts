/** Runs a deployment on until nothing more happens by itself. */
import type { Deployment } from './deployment-options.ts';

const STEP_MS = 10 * 60_000;

/** How long an unresolved edit is given to be resolved by the sweep, in ms: the service forgets its task after 24 h. */
const PATIENCE_MS = 25 * 3_600_000;

/** Whether anything is under way. */
const isBusy = (deployment: Deployment): boolean => {
  const { QUEUED = 0, SUBMITTING = 0, RUNNING = 0 } = deployment.countStates();
  return QUEUED + SUBMITTING + RUNNING + deployment.queue.open > 0;
};

/** Lets time pass until every edit has ended and every unresolved edit was given its time, or until `mostMs` have passed. */
export const runToEnd = async (deployment: Deployment, mostMs: number): Promise<void> => {
  const { clock } = deployment;
  const until = clock.now() + mostMs;
  let quietSince = clock.now();
  for (;;) {
    await clock.advance(STEP_MS);
    if (clock.now() >= until) return;
    if (isBusy(deployment)) quietSince = clock.now();
    else if ((deployment.countStates().UNRESOLVED ?? 0) === 0 || clock.now() - quietSince > PATIENCE_MS) break;
  }
  await clock.advance(2 * STEP_MS);
};
