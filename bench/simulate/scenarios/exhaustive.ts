/** Scenario E: one upload, and one fault at every call of every port, of every kind; then pairs of faults, since recovery may fail too. */
import { executionName } from '#core/edit/execution-name.ts';
import { createDeployment } from '../deployment.ts';
import { type Deployment, type DeploymentOptions, NO_NOISE, type Noise } from '../deployment-options.ts';
import { createSingleFaults, type Fault, type FaultSource } from '../faults.ts';
import type { LedgerKind } from '../ledger/run-ledger.ts';
import { type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { oneOf, streamOf, wholeBetween } from '../seeded.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants, type Findings } from '../verdict/invariants.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'E exhaustive';

/** When a person acts: while the edit waits, at its create, while its task runs, or while its results are fetched. */
const MOMENTS = ['waiting', 'submitting', 'running', 'persisting'] as const;

/** What a person does meanwhile, once: nothing, or end the edit by a call or in the console. */
type Act = 'nothing' | `${'cancel' | 'stop'}-${(typeof MOMENTS)[number]}`;

/** Lives of an edit. */
export const SHAPES: readonly Shape[] = [
  { n: 1, links: true, act: 'nothing' },
  { n: 2, links: false, act: 'nothing' },
  ...(['cancel', 'stop'] as const).flatMap((deed) =>
    MOMENTS.map((moment): Shape => ({ n: 1, links: true, act: `${deed}-${moment}` })),
  ),
];

/** Every kind of fault. */
export const KINDS: readonly Fault[] = [
  { kind: 'crash-before' },
  { kind: 'crash-after' },
  { kind: 'error-before' },
  { kind: 'error-after' },
  { kind: 'delay', ms: 33_000 },
];

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

/** Random pairs at most, for each shape: 5,000 in all. */
const MAX_PAIRS = 500;

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
  const person: { act: (deed: string) => void } = { act: () => undefined };
  const watched = atCalls(single, (call) => {
    if (call === 'submit model.createTask' && act.endsWith('submitting')) person.act(act);
    if (call === 'persistResult downloads.open' && act.endsWith('persisting')) person.act(act);
  });
  const deployment = createDeployment({ ...run, noise: COLLIDING, faults: watched, links, latency: false, duration: () => 30 });
  let acted = false;
  person.act = (deed) => {
    if (!acted) void endBy(deployment, deed);
    acted = true;
  };
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
    if (act.endsWith('waiting') || act.endsWith('running')) person.act(act);
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

/** The same faults, telling of every call before it is made. */
const atCalls = (faults: FaultSource, tell: (call: string) => void): FaultSource => ({
  twice: faults.twice,
  begin: (functionName) => {
    const { next, diesAtEnd } = faults.begin(functionName);
    return {
      diesAtEnd,
      next: (port, method) => {
        tell(`${functionName} ${port}.${method}`);
        return next(port, method);
      },
    };
  },
});

/** Nothing else goes wrong, but every other write on DynamoDB collides. */
const COLLIDING: Noise = { ...NO_NOISE, ledger: { conflicts: 0.5, errors: 0 } };

/** When a person acts, after the upload: the task of an edit that did not have to wait runs then, in ms. */
const ACT_AFTER_MS = 20_000;

/** Does what the person does, whatever comes of it. */
const endBy = async ({ functions, ledger, workflow }: Deployment, deed: string): Promise<void> => {
  const [edit] = (await ledger.list({ limit: 1 })).edits;
  if (edit === undefined) return;
  if (deed.startsWith('stop')) {
    workflow.stop(executionName(edit.editId, edit.executions));
    return;
  }
  const path = `/edits/${edit.editId}/cancel`;
  const http = { method: 'POST', path };
  await functions.api({ rawPath: path, headers: {}, isBase64Encoded: false, requestContext: { http } }).catch(() => undefined);
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
