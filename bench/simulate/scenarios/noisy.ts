/** Scenario A: many uploads, repeated events, faults at every call, crashes. */

import { LIE_NAMES, LIES } from '#simulator/index.ts';
import { createDeployment } from '../deployment.ts';
import type { Deployment, Noise } from '../deployment-options.ts';
import { atMost, type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads, type UploadTraffic } from '../uploads.ts';
import { checkInvariants, type Findings } from '../verdict/invariants.ts';
import { lyingNoise } from './noise.ts';
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

/** Longest life of an edit that may be: what cannot be fetched is tried for until shortly before the service forgets it. */
const MAX_HOURS = 25;

/** Runs it. */
export const noisy = async ({ seed, uploads: count, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const noise = lyingNoise(seed);
  const deployment = createDeployment({ seed, ...on, noise, duration: DURATION });
  try {
    const uploads = await sendUploads(deployment, trafficOf(count));
    await runToEnd(deployment, 60 * 24 * HOUR_MS);
    const found = await checkInvariants(deployment, uploads);
    return {
      lines: [...invariantLines('A noisy', found), ...endLines(found, noise), ...notes(deployment, found, count, noise)],
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
  none(scenario, 'slots and places in the queue left behind', found.leaks),
  none(scenario, 'executions that go on although their edit has ended', found.stuckExecutions),
  none(scenario, 'ends that nobody was told of', found.unpublished),
];

/** A list that lags more than this, in seconds, leaves edits UNRESOLVED that it would decide sooner. */
const NEAR_LIST_S = 300;

const endLines = (found: Findings, { listLagSeconds, jumps }: Noise): readonly Line[] => {
  const without = found.satisfiable - found.satisfied;
  const unresolved = found.edits.filter(({ state }) => state === 'UNRESOLVED');
  const isNear = listLagSeconds <= NEAR_LIST_S;
  return [
    none(
      'A noisy',
      'paid tasks that no edit knows, but for edits that were told to be unresolved',
      found.lostResults.filter((lost) => lost.includes('no edit knows it') && !lost.includes('UNRESOLVED')),
    ),
    none('A noisy', 'satisfiable uploads without their images that were told nothing, or nothing true', found.unsatisfied),
    isNear
      ? atMost('A noisy', `of ${found.satisfiable} satisfiable uploads, those without their images`, without, mostWithout(found))
      : note('A noisy', `of ${found.satisfiable} satisfiable uploads, those without their images`, String(without)),
    jumps.perDay === 0
      ? atMost('A noisy', 'hours from the record to the end of an edit', found.longestMs / HOUR_MS, MAX_HOURS, 1)
      : note(
          'A noisy',
          'hours from the record to the end of an edit, by a clock that jumps',
          (found.longestMs / HOUR_MS).toFixed(1),
        ),
    listLagSeconds === Number.POSITIVE_INFINITY
      ? note('A noisy', 'UNRESOLVED edits (the list never showed anything)', String(unresolved.length))
      : atMost(
          'A noisy',
          'UNRESOLVED edits (list-tasks was up)',
          unresolved.length,
          jumps.perDay === 0 ? 0 : mostUnresolved(found),
        ),
    note('A noisy', 'told instead of images', countsOf(found.told)),
  ];
};

/** Of a thousand creates, one is answered with another's task id and is never accepted; in a short run a few may be. */
const mostWithout = ({ satisfiable }: Findings): number => Math.max(3, Math.ceil(satisfiable * 0.003));

/** Where our clock is set within minutes of a doubtful create, nothing may prove what became of it: one in a thousand is left to a person. */
const mostUnresolved = ({ satisfiable }: Findings): number => Math.max(3, Math.ceil(satisfiable * 0.001));

/** The lies that were told, by what they are about; a lie with a value stands as `name=value`. */
const liesBySubject = (lies: ReadonlyMap<string, number>): readonly (readonly [string, ReadonlyMap<string, number>])[] =>
  LIE_NAMES.map((name) => LIES[name].subject)
    .filter((subject, place, all) => all.indexOf(subject) === place)
    .map((subject) => [subject, new Map([...lies].filter(([told]) => subjectOf(told) === subject))] as const)
    .filter(([, told]) => told.size > 0);

const subjectOf = (told: string): string | undefined =>
  LIE_NAMES.filter((name) => name === told.split('=')[0]).map((name) => LIES[name].subject)[0];

const countsOf = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${times} ${name}`)
    .join(', ') || 'nothing';

const notes = (deployment: Deployment, found: Findings, count: number, noise: Noise): readonly Line[] => [
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
  ...liesBySubject(deployment.journal.lies).map(([subject, lies]) => note('A noisy', `lies about ${subject}`, countsOf(lies))),
  note(
    'A noisy',
    'service ahead of us, list behind, jumps of our clock',
    `${noise.skewMs / 1000} s, ${noise.listLagSeconds} s, ${deployment.jumps()}`,
  ),
  note('A noisy', 'dead letters of the upload queue, sent again by an operator', String(deployment.queue.deadLetters)),
  note('A noisy', 'tasks paid, images paid', `${found.paidTasks}, ${found.paidImages}`),
  note('A noisy', 'virtual time', `${((deployment.clock.now() - Date.UTC(2026, 0, 1)) / HOUR_MS).toFixed(1)} h`),
];
