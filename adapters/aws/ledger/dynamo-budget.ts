/** The budget of a day on the table: reading its counters, and planning on which of them a claim counts. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Edit } from '#core/edit/edit.ts';
import type { BudgetShard, BudgetShare } from '#core/edit/edit-record.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { BudgetCaps, BudgetUse, ClaimOutcome } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { capsOf, choose, chooseAny, SHARDS } from './budget-shards.ts';
import { type CounterOf, countParts } from './dynamo-counters.ts';
import { budgetKey, budgetRange, type Item, numberOf, textOf } from './dynamo-items.ts';
import { queryPages } from './dynamo-query.ts';
import type { Part } from './dynamo-write.ts';

/** A refusal for the budget. */
export type OverBudget = Extract<ClaimOutcome, { readonly outcome: 'over-budget' }>;

/** How a claim counts: the edit, which says on which counters, and the parts that count there while they have room. */
export interface CountedClaim {
  readonly edit: Edit;
  readonly parts: readonly Part[];
}

/** The budget of the ledger. */
export interface Budget {
  use(day: string, preset?: string): Promise<BudgetUse>;
  /** Plans how a new edit counts against the caps, by the counters as they are now. @throws Unavailable */
  plan(edit: Edit, caps: BudgetCaps): Promise<CountedClaim | OverBudget>;
}

/** What the counters hold together, and (`used`) each of them. */
interface Counters {
  readonly reserved: number;
  readonly charged: number;
  readonly used: readonly number[];
  /** Reserved and charged outside of these: on the one counter that a day had before it had several. */
  readonly outside: number;
}

/** Counters that a claim counts on, and how high each may stand afterwards; without a bound, as high as it likes. */
interface Chosen {
  readonly shards: readonly BudgetShard[];
  readonly caps?: readonly number[];
}

/** Reading and planning on one table. */
export const createBudget = (tableName: string, client: Pick<DynamoDBClient, 'send'>, random: () => number): Budget => {
  const read = async (day: string, preset: string | undefined): Promise<Counters> => {
    const { partition, from, to } = budgetRange(day, preset);
    const { items } = await orUnavailable('LEDGER_UNAVAILABLE', 'reading the budget', () =>
      queryPages(client, {
        TableName: tableName,
        KeyConditionExpression: 'pk = :day AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':day': { S: partition }, ':from': { S: from }, ':to': { S: to } },
      }),
    );
    return countersOf(items, day, preset);
  };

  const chooseFor = async (share: BudgetShare, of: CounterOf, cap: number | undefined): Promise<Chosen | OverBudget> => {
    if (cap === undefined) return { shards: chooseAny(share.reserved, random) };
    const { used, outside, reserved, charged } = await read(share.day, of === 'day' ? undefined : share.preset);
    const caps = capsOf(used, cap - outside);
    const shards = choose(share.reserved, used, caps, random);
    return shards === undefined ? { outcome: 'over-budget', of, used: reserved + charged, cap } : { shards, caps };
  };

  return {
    use: async (day, preset) => {
      const { reserved, charged } = await read(day, preset);
      return { day, reserved, charged };
    },
    plan: async (edit, caps) => {
      const share = edit.budget;
      if (share === undefined) return { edit, parts: [] };
      const { imagesPerDay, imagesPerDayOfPreset } = share.settled === undefined ? caps : {};
      const [day, preset] = await Promise.all([
        chooseFor(share, 'day', imagesPerDay),
        share.preset === undefined ? undefined : chooseFor(share, 'preset', imagesPerDayOfPreset),
      ]);
      if ('outcome' in day) return day;
      if (preset !== undefined && 'outcome' in preset) return preset;
      const shards = { day: day.shards, ...omitUndefined({ preset: preset?.shards }) };
      const counted: Edit = { ...edit, budget: { ...share, shards } };
      const limits = { day: day.caps, preset: preset?.caps };
      return { edit: counted, parts: countParts(undefined, counted, (of, shard) => limits[of]?.[shard]) };
    },
  };
};

const countersOf = (items: readonly Item[], day: string, preset: string | undefined): Counters => {
  const bySort = new Map(items.map((item) => [textOf(item, 'sk'), item]));
  const at = (shard: number | undefined): Item | undefined => bySort.get(textOf(budgetKey(day, preset, shard), 'sk'));
  const one = at(undefined);
  const several = Array.from({ length: SHARDS }, (_, shard) => at(shard));
  const sum = (name: string): number => [one, ...several].reduce((total, item) => total + numberOf(item, name), 0);
  return {
    reserved: sum('reserved'),
    charged: sum('charged'),
    used: several.map((item) => numberOf(item, 'used')),
    outside: numberOf(one, 'used'),
  };
};
