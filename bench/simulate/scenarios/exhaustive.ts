/** Scenario E: one upload, and one fault at every call of every port, of every kind; then pairs of faults, since recovery may fail too. */
import { executionName } from '#core/edit/execution-name.ts';
import { createDeployment, type Deployment, type DeploymentOptions, NO_NOISE, type Noise } from '../deployment.ts';
import { createSingleFaults, type Fault } from '../faults.ts';
import { checkInvariants, type Findings } from '../invariants.ts';
import type { LedgerKind } from '../ledger/run-ledger.ts';
import { type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { oneOf, streamOf, wholeBetween } from '../seeded.ts';
import { sendUploads } from '../uploads.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'E exhaustive';

/** Lives of an edit. */
export const SHAPES: readonly Shape[] = [
  { n: 1, links: true, act: 'nothing' },
  { n: 2, links: false, act: 'nothing' },
  ...(['cancel-waiting', 'cancel-running', 'stop-waiting', 'stop-running'] as const).map((act) => ({ n: 1, links: true, act })),
];

/** Every kind of fault. */
export const KINDS: readonly Fault[] = [
  { kind: 'crash-before' },
  { kind: 'crash-after' },
  { kind: 'error-before' },
  { kind: 'error-after' },
  { kind: 'delay', ms: 33_000 },
];

/** What a person does meanwhile, once: nothing, or end the edit by a call or in the console, while it waits or while it runs. */
type Act = 'nothing' | 'cancel-waiting' | 'cancel-running' | 'stop-waiting' | 'stop-running';

/** The life of an edit: how many images, whether they travel as links, what a person does. */
export interface Shape {
  readonly n: number;
  readonly links: boolean;
  readonly act: Act;
}

/** What one run is about. */
interface Case extends Shape {
  readonly faults: ReadonlyMap<number, Fault>;
}

/** What came of it: nothing wrong, or what and where. */
interface Outcome {
  readonly calls: number;
  readonly at: string | undefined;
  readonly broken: readonly string[];
  readonly digest: string;
}

/** What is tried. */
export interface Exhaustion {
  readonly seed: number;
  readonly ledger?: LedgerKind;
  readonly shapes: readonly Shape[];
  readonly kinds: readonly Fault[];
  /** Random pairs of faults for each shape: recovery may fail too. */
  readonly pairs: number;
}

/** What came of all of it. */
export interface Exhausted {
  readonly singles: number;
  readonly pairs: number;
  /** Calls at which a fault struck. */
  readonly places: number;
  readonly broken: readonly string[];
  readonly digest: string;
}

/** Runs every single fault, and random pairs. */
export const exhaust = async ({ seed, shapes, kinds, pairs, ...on }: Exhaustion): Promise<Exhausted> => {
  const random = streamOf(seed, 'pairs');
  const broken: string[] = [];
  let runs = 0;
  let places = 0;
  let digest = '';
  const run = async (example: Case): Promise<Outcome> => {
    const outcome = await tryCase({ seed, ...on }, example);
    broken.push(...outcome.broken.map((what) => `n=${example.n}, ${example.act}, ${outcome.at ?? 'no fault'}: ${what}`));
    digest = outcome.digest;
    return outcome;
  };
  for (const shape of shapes) {
    const { calls } = await run({ ...shape, faults: new Map() });
    places += calls;
    for (let call = 1; call <= calls; call += 1) {
      for (const fault of kinds) await run({ ...shape, faults: new Map([[call, fault]]) });
      runs += kinds.length;
    }
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = wholeBetween(random, 1, calls);
      const second = first + wholeBetween(random, 1, MAX_APART);
      const faults = [first, second].map((call) => [call, oneOf(random, kinds)] as const);
      await run({ ...shape, faults: new Map(faults) });
    }
  }
  return { singles: runs, pairs: shapes.length * pairs, places, broken, digest };
};

/** The second fault of a pair strikes at most this many calls after the first: while it is being recovered from. */
const MAX_APART = 25;

/** Random pairs at most, for each shape. */
const MAX_PAIRS = 300;

/** Tries everything; `uploads` bounds the number of pairs. */
export const exhaustive = async ({ seed, uploads, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const tried = await exhaust({ seed, ...on, shapes: SHAPES, kinds: KINDS, pairs: Math.min(uploads, MAX_PAIRS) });
  const lines: Line[] = [
    none(NAME, `of ${tried.singles} runs with one fault and ${tried.pairs} with two, those that broke a rule`, tried.broken),
    note(NAME, 'calls of ports at which a fault struck, kinds of faults', `${tried.places}, ${KINDS.length}`),
  ];
  return { lines, digest: tried.digest };
};

const tryCase = async (run: Pick<DeploymentOptions, 'seed' | 'ledger'>, { n, links, act, faults }: Case): Promise<Outcome> => {
  const single = createSingleFaults(faults);
  const deployment = createDeployment({ ...run, noise: COLLIDING, faults: single, links, latency: false, duration: () => 30 });
  const outcome = (broken: readonly string[]): Outcome => ({
    calls: single.calls,
    at: single.at,
    broken,
    digest: deployment.journal.digest(),
  });
  try {
    if (act.endsWith('waiting')) await deployment.ledger.setControls({ paused: true });
    const traffic = { count: 1, overMs: 0, duplicated: 0, overwrites: 0, unusable: 0, n: [n], latestMs: 0 };
    const uploads = await sendUploads(deployment, traffic);
    await deployment.clock.advance(ACT_AFTER_MS);
    await endBy(deployment, act);
    await deployment.clock.advance(ACT_AFTER_MS);
    await deployment.ledger.setControls({ paused: false });
    await runToEnd(deployment, 10 * 24 * 3_600_000);
    return outcome(everythingBroken(await checkInvariants(deployment, uploads)));
  } catch (error) {
    return outcome([String(error)]);
  } finally {
    deployment.close();
  }
};

/** Nothing else goes wrong, but every other write on DynamoDB collides. */
const COLLIDING: Noise = { ...NO_NOISE, ledger: { conflicts: 0.5, errors: 0 } };

/** When a person acts, after the upload: the task of an edit that did not have to wait runs then, in ms. */
const ACT_AFTER_MS = 20_000;

/** Does what the person does, once, whatever comes of it. */
const endBy = async ({ clock, functions, ledger, workflow }: Deployment, act: Act): Promise<void> => {
  const [edit] = (await ledger.list({ limit: 1 })).edits;
  if (act === 'nothing' || edit === undefined) return;
  if (act.startsWith('stop')) {
    workflow.stop(executionName(edit.editId, edit.executions));
    return;
  }
  const path = `/edits/${edit.editId}/cancel`;
  const call = functions.api({
    rawPath: path,
    headers: {},
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', path } },
  });
  await clock.drive(call.catch(() => undefined));
};

const everythingBroken = (found: Findings): readonly string[] => [
  ...found.invalidRequests,
  ...found.wrongRecords,
  ...found.unended,
  ...found.paidTwice,
  ...found.lostResults,
  ...found.corruptObjects,
  ...found.wrongCharges,
  ...found.leaks,
  ...found.stuckExecutions,
  ...found.unpublished,
  ...found.unsatisfied,
];
