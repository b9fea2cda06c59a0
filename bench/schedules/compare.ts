/** Every schedule on the same tasks: ours as it runs, those of others as they are published, and the optimum. */
import { DEFAULT_PROFILE, type DurationProfile, updateProfile } from '#core/polling/duration-profile.ts';
import { createRandom } from '#simulator/random.ts';
import { durableCost, loopCost, loopTransitions, sittingCost } from '../prices.ts';
import { mean, quantile } from '../statistics.ts';
import { DISTRIBUTIONS, type Lognormal, sample, sigmaOf } from './distribution.ts';
import { optimalPolling } from './optimum.ts';
import { type OurEdit, runOurs } from './ours.ts';
import { durableDefault, every, type Instants, officialWait, type Polled, poll, QUERY_MS } from './polling.ts';

/** One schedule on one distribution. Money in US dollars an edit, delay in seconds. */
export interface ScheduleRow {
  readonly schedule: string;
  readonly queries: number;
  readonly meanLag: number;
  readonly p95Lag: number;
  readonly transitions: number;
  readonly cost: number;
  /** Of ours: where the money goes. */
  readonly parts?: {
    readonly transitions: number;
    readonly watching: number;
    readonly others: number;
    /** Not in `cost`. */
    readonly storage: number;
  };
}

/** All schedules on one distribution. */
export interface ScheduleTable {
  readonly distribution: Lognormal;
  readonly rows: readonly ScheduleRow[];
}

/** Tasks of each of our runs, and of the much cheaper runs of others. */
const TASKS = { ours: 1000, ourVariants: 300, others: 10_000 } as const;

/** Finished tasks from which the learned profile comes before the measured ones begin; it goes on learning. */
const LEARNED_FROM = 200;

/** Compares everything on the three distributions. */
export const compareSchedules = async (): Promise<readonly ScheduleTable[]> => {
  const tables: ScheduleTable[] = [];
  for (const distribution of DISTRIBUTIONS) {
    tables.push({ distribution, rows: [...(await ourRows(distribution)), ...otherRows(distribution)] });
  }
  return tables;
};

const ourRows = async (distribution: Lognormal): Promise<readonly ScheduleRow[]> => {
  const learned = sample(distribution, LEARNED_FROM).reduce(updateProfile, DEFAULT_PROFILE);
  return [
    await ourRow('Darkroom', distribution, learned, { learns: true, tasks: TASKS.ours }),
    await ourRow('Darkroom, first edit (default profile)', distribution, undefined, { learns: false }),
    await ourRow('Darkroom, profile 50 % too low, never corrected', distribution, mistaken(distribution, 0.5), { learns: false }),
    await ourRow('Darkroom, profile 50 % too high, never corrected', distribution, mistaken(distribution, 1.5), {
      learns: false,
    }),
    await ourRow('Darkroom, profile 50 % too high, learning', distribution, mistaken(distribution, 1.5), { learns: true }),
  ];
};

/** Sure of itself and wrong. */
const mistaken = (distribution: Lognormal, factor: number): DurationProfile => ({
  revision: 1,
  count: 1000,
  meanLog: Math.log(distribution.median * factor),
  varianceLog: sigmaOf(distribution) ** 2,
});

const ourRow = async (
  schedule: string,
  distribution: Lognormal,
  profile: DurationProfile | undefined,
  { learns, tasks = TASKS.ourVariants }: { readonly learns: boolean; readonly tasks?: number },
): Promise<ScheduleRow> => {
  const edits: OurEdit[] = [];
  let known = profile;
  for (const seconds of sample(distribution, tasks)) {
    const edit = await runOurs(Math.round(seconds * 1000), known);
    if (learns) known = edit.profile;
    edits.push(edit);
  }
  const [transitions, watching, others] = [
    mean(edits.map(({ transitionCost }) => transitionCost)),
    mean(edits.map(({ checkCost }) => checkCost)),
    mean(edits.map(({ otherCost }) => otherCost)),
  ];
  return {
    schedule,
    queries: mean(edits.map(({ queries }) => queries)),
    meanLag: mean(edits.map(({ lagSeconds }) => lagSeconds)),
    p95Lag: quantile(
      edits.map(({ lagSeconds }) => lagSeconds),
      0.95,
    ),
    transitions: mean(edits.map((edit) => edit.transitions)),
    cost: transitions + watching + others,
    parts: { transitions, watching, others, storage: mean(edits.map(({ storageCost }) => storageCost)) },
  };
};

type CostOf = (polled: Polled) => { readonly transitions: number; readonly cost: number };

const inWorkflow: CostOf = ({ queries }) => ({ transitions: loopTransitions(queries), cost: loopCost(queries, QUERY_MS) });
const inFunction: CostOf = ({ noticedMs }) => ({ transitions: 0, cost: sittingCost(noticedMs) });
const inDurable: CostOf = ({ queries }) => ({ transitions: 0, cost: durableCost(queries, QUERY_MS) });

const otherRows = (distribution: Lognormal): readonly ScheduleRow[] => {
  const random = createRandom(1);
  const row = (schedule: string, instants: () => Instants, costOf: CostOf) => otherRow(schedule, distribution, instants, costOf);
  return [
    row('0.5 s in one function (replicate-js, fal-js)', () => every(500), inFunction),
    row('wait() of the official SDK in one function', officialWait, inFunction),
    ...[1, 5, 10, 30].map((seconds) => row(`fixed ${seconds} s loop`, () => every(seconds * 1000), inWorkflow)),
    row('durable function, default strategy', () => durableDefault(random), inDurable),
    ...[0.5, 1, 2].map((price) => {
      const { at } = optimalPolling(distribution, price);
      const last = at.at(-1) ?? 0;
      return row(
        `optimum of loops, a query worth ${price} s`,
        () => [...at, ...[1, 2, 4, 8].map((factor) => last * (1 + factor))].map((s) => s * 1000 - QUERY_MS),
        inWorkflow,
      );
    }),
  ];
};

const otherRow = (schedule: string, distribution: Lognormal, instants: () => Instants, costOf: CostOf): ScheduleRow => {
  const polled = sample(distribution, TASKS.others).map((seconds) => poll(instants(), seconds * 1000));
  const lags = polled.map(({ lagMs }) => lagMs / 1000);
  return {
    schedule,
    queries: mean(polled.map(({ queries }) => queries)),
    meanLag: mean(lags),
    p95Lag: quantile(lags, 0.95),
    transitions: mean(polled.map((each) => costOf(each).transitions)),
    cost: mean(polled.map((each) => costOf(each).cost)),
  };
};
