/** The scenarios by name, and running one of them. */

import type { LedgerKind } from './ledger/run-ledger.ts';
import { type Line, note } from './report.ts';
import { budget } from './scenarios/budget.ts';
import { burst } from './scenarios/burst.ts';
import { claims } from './scenarios/claims.ts';
import { exhaustive } from './scenarios/exhaustive.ts';
import { killSwitch } from './scenarios/kill-switch.ts';
import { listDown } from './scenarios/list-down.ts';
import { noisy } from './scenarios/noisy.ts';
import { people } from './scenarios/people.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Every scenario, with how many uploads it gets of the number that was asked for: no fewer than it needs to show anything. */
export const SCENARIOS = {
  noisy: { run: noisy, uploads: (asked: number) => asked },
  burst: { run: burst, uploads: (asked: number) => Math.ceil(asked / 10) },
  budget: { run: budget, uploads: (asked: number) => asked },
  people: { run: people, uploads: (asked: number) => Math.max(120, Math.ceil(asked / 20)) },
  'kill-switch': { run: killSwitch, uploads: (asked: number) => Math.max(50, Math.ceil(asked / 50)) },
  'list-down': { run: listDown, uploads: (asked: number) => Math.max(100, Math.ceil(asked / 20)) },
  claims: { run: claims, uploads: (asked: number) => Math.ceil(asked / 10) },
  exhaustive: { run: exhaustive, uploads: (asked: number) => asked },
} as const satisfies Readonly<Record<string, { readonly run: Scenario; readonly uploads: (asked: number) => number }>>;
/** The name of a scenario. */
export type ScenarioName = keyof typeof SCENARIOS;

/** Every name, in the order in which they are printed. */
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];

/** What decides a run. */
export interface Size {
  readonly seed: number;
  readonly uploads: number;
  readonly ledger?: LedgerKind;
}

/** Wall and processor time of this process so far, in seconds, and its memory. */
export type Stopwatch = () => { readonly wall: number; readonly cpu: number; readonly rssMb: number };

/** Longest wall time of the noisy run with 10,000 uploads, in seconds; it took 120 before the service lied in it. */
const MAX_SECONDS = 300;

/** The full size, to which the bound on its time applies. */
const FULL_SIZE = 10_000;

/** Runs one scenario and answers its lines, with the time it took. */
export const runScenario = async (
  name: ScenarioName,
  { seed, uploads, ...on }: Size,
  stopwatch: Stopwatch,
): Promise<readonly Line[]> => {
  const size = SCENARIOS[name].uploads(uploads);
  const before = stopwatch();
  const { lines, digest } = await SCENARIOS[name].run({ seed, uploads: size, ...on });
  const after = stopwatch();
  const scenario = lines[0]?.scenario ?? name;
  const wall = after.wall - before.wall;
  const inTime: Line = {
    scenario,
    must: `wall time: less than ${MAX_SECONDS} s`,
    measured: `${wall.toFixed(1)} s`,
    holds: wall < MAX_SECONDS,
  };
  const costs = `${wall.toFixed(1)} s, ${(after.cpu - before.cpu).toFixed(1)} s, ${after.rssMb.toFixed(0)} MB`;
  return [
    ...lines,
    ...(name === 'noisy' && size >= FULL_SIZE && on.ledger !== 'dynamo' ? [inTime] : []),
    note(scenario, 'wall time, processor time, memory', costs),
    note(scenario, 'digest of all that happened', digest),
  ];
};
