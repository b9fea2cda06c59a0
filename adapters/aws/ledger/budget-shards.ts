/**
 * A day's budget over several counters: how much each may hold, so that together they never hold more than the cap.
 *
 * The images of a cap are numbered, and every number belongs to one counter: the first 32 to counter 0, the next 32 to counter 1, and
 * so on over all sixteen, then one by one around. "The first n numbers" so gives each counter a height. A cap that counters share is
 * the largest n for which the counters, each as full as it is or as high as n allows, hold no more than the cap. While images are
 * claimed below these heights, n does not change; when some are given back, it can only grow. So heights that were found with an
 * older read are never too high, whoever else claims meanwhile, and a condition on each counter alone keeps the sum exact.
 */
import type { BudgetShard } from '#core/edit/edit-record.ts';

/** How many counters a day has: enough for some hundred claims at once, few enough to be read together. */
export const SHARDS = 16;

/** Images for which one counter is enough. A cap of no more uses one. */
const WIDTH = 32;

/** How many of the first `cells` images belong to a counter. */
export const heightOf = (shard: number, cells: number): number => {
  const round = cells - SHARDS * WIDTH;
  if (round <= 0) return Math.min(WIDTH, Math.max(0, cells - shard * WIDTH));
  return WIDTH + Math.floor((round + SHARDS - 1 - shard) / SHARDS);
};

const total = (used: readonly number[], cells: number): number =>
  used.reduce((sum, images, shard) => sum + Math.max(images, heightOf(shard, cells)), 0);

/** How many images each counter may hold, when together they may hold `most` and now hold `used`. */
export const capsOf = (used: readonly number[], most: number): readonly number[] => {
  let [least, above] = [0, Math.max(0, most) + 1];
  while (above - least > 1) {
    const middle = Math.floor((least + above) / 2);
    if (total(used, middle) <= most) least = middle;
    else above = middle;
  }
  return used.map((_, shard) => heightOf(shard, least));
};

/**
 * Counters that take `images` together, each below its cap: one of those that have room for all of them, drawn, or the fewest that
 * do. Undefined when all of them have too little room.
 */
export const choose = (
  images: number,
  used: readonly number[],
  caps: readonly number[],
  random: () => number,
): readonly BudgetShard[] | undefined => {
  const rooms = used.map((taken, shard) => ({ shard, room: (caps[shard] ?? 0) - taken }));
  const enough = rooms.filter(({ room }) => room >= images);
  const one = enough[Math.floor(random() * enough.length)];
  if (one !== undefined) return [{ shard: one.shard, images }];
  const shards: BudgetShard[] = [];
  let left = images;
  for (const { shard, room } of rooms.toSorted((a, b) => b.room - a.room)) {
    const taken = Math.min(left, room);
    if (taken <= 0) break;
    shards.push({ shard, images: taken });
    left -= taken;
  }
  return left > 0 ? undefined : shards;
};

/** A counter for images that nothing bounds. */
export const chooseAny = (images: number, random: () => number): readonly BudgetShard[] => [
  { shard: Math.floor(random() * SHARDS), images },
];
