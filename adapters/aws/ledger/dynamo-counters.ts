/** Moving images on the counters of a day: those that an edit's record names, the same from its claim to its last write. */
import type { Edit } from '#core/edit/edit.ts';
import type { BudgetShard, BudgetShare } from '#core/edit/edit-record.ts';
import { budgetKey } from './dynamo-items.ts';
import { add, type Part } from './dynamo-write.ts';

/** Whose counter: the day's, or a preset's on that day. */
export type CounterOf = 'day' | 'preset';

/** How many images reserved and charged a counter may hold after the write; undefined: any number. */
export type CapOf = (of: CounterOf, shard: number) => number | undefined;

/** What an edit holds on one counter; `shard` is undefined for the one counter of records without shards. */
interface Holding {
  readonly shard: number | undefined;
  readonly reserved: number;
  readonly charged: number;
}

/**
 * The parts that count what replacing `previous` (undefined: a new record) by `next` changes. DynamoDB cannot add inside a condition,
 * so each counter also keeps `used` (reserved + charged), and a capped one may only move while `used` leaves room.
 */
export const countParts = (previous: Edit | undefined, next: Edit, capOf: CapOf = () => undefined): readonly Part[] => {
  const share = next.budget;
  if (share === undefined) return [];
  const shards = (previous?.budget ?? share).shards;
  const before = previous?.budget;
  return [
    ...moves('day', share, before, shards?.day, capOf),
    ...(share.preset === undefined ? [] : moves('preset', share, before, shards?.preset, capOf)),
  ];
};

const moves = (
  of: CounterOf,
  share: BudgetShare,
  before: BudgetShare | undefined,
  shards: readonly BudgetShard[] | undefined,
  capOf: CapOf,
): readonly Part[] => {
  const held = before === undefined ? [] : holdings(before, shards);
  return holdings(share, shards).flatMap(({ shard, ...after }, place) => {
    const reserved = after.reserved - (held[place]?.reserved ?? 0);
    const charged = after.charged - (held[place]?.charged ?? 0);
    if (reserved === 0 && charged === 0) return [];
    const used = reserved + charged;
    const cap = shard === undefined ? undefined : capOf(of, shard);
    const key = budgetKey(share.day, of === 'day' ? undefined : share.preset, shard);
    return add(key, { reserved, charged, used }, cap === undefined ? undefined : { attribute: 'used', most: cap - used });
  });
};

/** What a share holds on each of its counters, in their order: what was charged fills them as it was reserved, the first takes any rest. */
const holdings = (
  { reserved, settled }: BudgetShare,
  shards: readonly { readonly shard: number | undefined; readonly images: number }[] = [{ shard: undefined, images: reserved }],
): readonly Holding[] => {
  if (settled === undefined) return shards.map(({ shard, images }) => ({ shard, reserved: images, charged: 0 }));
  let left = settled;
  const charged = shards.map(({ images }) => {
    const own = Math.min(images, left);
    left -= own;
    return own;
  });
  return shards.map(({ shard }, place) => ({ shard, reserved: 0, charged: (charged[place] ?? 0) + (place === 0 ? left : 0) }));
};
