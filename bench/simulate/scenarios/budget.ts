/** Scenario C: a budget of 500 images a day meets many more uploads, checked by 64 functions at once, while calls go wrong. */

import { createDeployment } from '../deployment.ts';
import type { Deployment } from '../deployment-options.ts';
import { atLeast, atMost, type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { NOISY } from './noise.ts';
import { invariantLines } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'C budget';

/** Pictures a day. */
const CAP = 500;

/** Functions that check uploads at the same time. */
const WRITERS = 64;

/** Largest number of images that one upload asks for: so much of the budget may be left over. */
const MAX_PER_UPLOAD = 4;

/** Runs it. */
export const budget = async ({ seed, uploads: count, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const deployment = createDeployment({
    seed,
    ...on,
    noise: { ...NOISY, modelStudio: { ...NOISY.modelStudio, tasks: 0 } },
    imagesPerDay: CAP,
    queue: { concurrency: WRITERS },
  });
  try {
    const traffic = {
      count,
      overMs: 60_000,
      duplicated: 0.1,
      overwrites: 0,
      unusable: 0,
      n: [1, 1, 2, MAX_PER_UPLOAD],
      latestMs: 20_000,
    };
    const most = watchBudget(deployment);
    const uploads = await sendUploads(deployment, traffic);
    await runToEnd(deployment, 5 * 24 * 3_600_000);
    const found = await checkInvariants(deployment, uploads);
    const rejected = found.edits.filter(({ state, problem }) => state === 'REJECTED' && problem?.code === 'BUDGET_EXCEEDED');
    const accepted = found.edits.filter(({ state }) => state !== 'REJECTED');
    const lines: Line[] = [
      ...invariantLines(NAME, found),
      atMost(NAME, 'images paid', found.paidImages, CAP),
      atMost(NAME, 'images promised and charged at any time', most.promised, CAP),
      atLeast(NAME, 'images promised and charged at some time', most.promised, CAP - MAX_PER_UPLOAD + 1),
      none(
        NAME,
        'uploads neither accepted nor refused for the budget',
        found.edits
          .filter((edit) => edit.state === 'REJECTED' && edit.problem?.code !== 'BUDGET_EXCEEDED')
          .map(({ editId }) => editId),
      ),
      atMost(NAME, 'images charged to refused uploads', rejected.filter(({ budget: share }) => share !== undefined).length, 0),
      note(NAME, 'accepted, refused', `${accepted.length}, ${rejected.length}`),
    ];
    return { lines, digest: deployment.journal.digest() };
  } finally {
    deployment.close();
  }
};

/** How often the counters are looked at, in ms: less than a call of the ledger takes on average. */
const LOOK_MS = 5;

/** How often later on, when only repeated messages are checked, in ms. */
const SELDOM_MS = 10_000;

/** For how long, in ms: until the uploads were checked, even those that took all their tries. */
const LOOK_FOR_MS = 40 * 60_000;

/** When all events have come, from the start, in ms. */
const ALL_HERE_MS = 90_000;

/** Follows the counters of the day. */
const watchBudget = ({ clock, ledger }: Deployment): { readonly promised: number } => {
  const most = { promised: 0 };
  const since = clock.now();
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  const look = async (): Promise<void> => {
    while (clock.now() < since + LOOK_FOR_MS) {
      const { reserved, charged } = await ledger.budgetUse(day);
      most.promised = Math.max(most.promised, reserved + charged);
      await clock.sleep(clock.now() < since + ALL_HERE_MS ? LOOK_MS : SELDOM_MS);
    }
  };
  void look();
  return most;
};
