/** Scenario F: claims, a hundred at a time, on a ledger in DynamoDB that takes 25 ms a write: none gives up, and a budget is used up exactly. */
import { createDeployment } from '../deployment.ts';
import { atMost, exactly, type Line, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { invariantLines } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

/** Time of a transaction, in ms. */
const WRITE_MS = 25;

/** Half of the uploads fit the budget. */
const SHARE_OF_BUDGET = 0.5;

/** Runs it without a budget, where nobody may give up, and with one, which must be used up exactly. */
export const claims = async (options: ScenarioOptions): Promise<ScenarioResult> => {
  const unbounded = await claimAtOnce('F claims', options, 100);
  const bounded = await claimAtOnce('F claims, budget', options, 64, Math.ceil(options.uploads * SHARE_OF_BUDGET));
  return { lines: [...unbounded.lines, ...bounded.lines], digest: `${unbounded.digest}-${bounded.digest}` };
};

const claimAtOnce = async (
  name: string,
  { seed, uploads: count }: ScenarioOptions,
  writers: number,
  imagesPerDay?: number,
): Promise<ScenarioResult> => {
  const deployment = createDeployment({
    seed,
    ledger: 'dynamo',
    transactionMs: WRITE_MS,
    queue: { concurrency: writers, batchSize: 1 },
    ...(imagesPerDay === undefined ? {} : { imagesPerDay }),
  });
  try {
    const began = deployment.clock.now();
    const traffic = { count, overMs: 0, duplicated: 0, overwrites: 0, unusable: 0, n: [1], latestMs: 0 };
    const uploads = await sendUploads(deployment, traffic);
    while (deployment.queue.open > 0) await deployment.clock.advance(LOOK_MS);
    const tookMs = deployment.clock.now() - began;
    await runToEnd(deployment, 30 * 24 * 3_600_000);
    const found = await checkInvariants(deployment, uploads);
    const accepted = found.edits.filter(({ state }) => state !== 'REJECTED').length;
    const lines: Line[] = [
      ...invariantLines(name, found),
      exactly(name, 'uploads accepted', accepted, imagesPerDay ?? count),
      exactly(name, 'images paid', found.paidImages, imagesPerDay ?? count),
      atMost(name, 'messages that came more than once', deployment.queue.repeats, 0),
      note(name, 'seconds until every upload was checked', (tookMs / 1000).toFixed(1)),
    ];
    return { lines, digest: deployment.journal.digest() };
  } finally {
    deployment.close();
  }
};

/** How often it is looked whether all uploads are checked, in ms. */
const LOOK_MS = 100;
