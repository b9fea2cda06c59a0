/** Scenario A: many uploads, repeated events, faults at every call, crashes. */

import { createDeployment, type Deployment } from '../deployment.ts';
import { checkInvariants, type Findings } from '../invariants.ts';
import { atLeast, atMost, type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads, type UploadTraffic } from '../uploads.ts';
import { NOISY } from './noise.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const HOUR_MS = 3_600_000;

/** Between two uploads on average, in ms: with all the faults, about as fast as they can be worked off. */
const PACE_MS = 17_000;

/** Service time: half of the usual one, since each second of it is a look at the task, and here it is not time that is checked. */
const DURATION = { medianSeconds: 30, p95Seconds: 55 } as const;

/** Uploads as they come in the noisy scenarios. */
export const trafficOf = (count: number): UploadTraffic => ({
  count,
  overMs: count * PACE_MS,
  duplicated: 0.1,
  overwrites: 0.02,
  unusable: 0.01,
  n: [1, 1, 1, 1, 1, 1, 2, 4],
  latestMs: 10 * 60_000,
});

/** Longest life of an edit that may be: uploads come in faster than they are worked off for a while. */
const MAX_HOURS = 24;

/** Runs it. */
export const noisy = async ({ seed, uploads: count, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const deployment = createDeployment({ seed, ...on, noise: NOISY, duration: DURATION });
  try {
    const uploads = await sendUploads(deployment, trafficOf(count));
    await runToEnd(deployment, 60 * 24 * HOUR_MS);
    const found = await checkInvariants(deployment, uploads);
    return {
      lines: [...invariantLines('A noisy', found), ...endLines(found), ...notes(deployment, found, count)],
      digest: deployment.journal.digest(),
    };
  } finally {
    deployment.close();
  }
};

/** What must hold in every scenario, whatever breaks. */
export const invariantLines = (scenario: string, found: Findings): readonly Line[] => [
  none(scenario, "requests that the ledger's engine does not understand", found.invalidRequests),
  none(scenario, 'uploads without exactly one record', found.wrongRecords),
  none(scenario, 'records that have not ended', found.unended),
  none(scenario, 'tasks paid twice', found.paidTwice),
  none(
    scenario,
    'paid results missing from the store',
    found.lostResults.filter((lost) => !lost.includes('no edit knows it')),
  ),
  none(scenario, 'corrupt objects visible', found.corruptObjects),
  none(scenario, 'charges that are not what the service charged', found.wrongCharges),
  none(scenario, 'slots, create locks and places in the queue left behind', found.leaks),
  none(scenario, 'executions that go on although their edit has ended', found.stuckExecutions),
  none(scenario, 'ends that nobody was told of', found.unpublished),
];

const endLines = (found: Findings): readonly Line[] => {
  const share = found.satisfiable === 0 ? 1 : found.satisfied / found.satisfiable;
  return [
    none(
      'A noisy',
      'paid tasks that no edit knows',
      found.lostResults.filter((lost) => lost.includes('no edit knows it')),
    ),
    {
      ...atLeast('A noisy', `share of ${found.satisfiable} satisfiable uploads with their images`, share, 0.999, 5),
      examples: found.unsatisfied,
    },
    atMost('A noisy', 'hours from the record to the end of an edit', found.longestMs / HOUR_MS, MAX_HOURS, 1),
    atMost(
      'A noisy',
      'UNRESOLVED edits (list-tasks was up)',
      found.edits.filter(({ state }) => state === 'UNRESOLVED').length,
      0,
    ),
  ];
};

const notes = (deployment: Deployment, found: Findings, count: number): readonly Line[] => [
  note('A noisy', 'uploads, calls of ports', `${count}, ${deployment.journal.calls}`),
  note(
    'A noisy',
    'faults at ports',
    Object.entries(deployment.journal.faults)
      .map(([kind, times]) => `${times} ${kind}`)
      .join(', '),
  ),
  note(
    'A noisy',
    'faults at the service, refused by its rate limits',
    `${deployment.modelStudio.requests.faults}, ${deployment.modelStudio.requests.throttled}`,
  ),
  note('A noisy', 'dead letters of the upload queue, sent again by an operator', String(deployment.queue.deadLetters)),
  note('A noisy', 'tasks paid, images paid', `${found.paidTasks}, ${found.paidImages}`),
  note('A noisy', 'virtual time', `${((deployment.clock.now() - Date.UTC(2026, 0, 1)) / HOUR_MS).toFixed(1)} h`),
];
