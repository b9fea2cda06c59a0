import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capsOf, choose, heightOf, SHARDS } from '#adapters/aws/ledger/budget-shards.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
const empty = shards.map(() => 0);

const filled = fc.array(fc.nat(120), { minLength: SHARDS, maxLength: SHARDS });
const numbers = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

describe('the heights of the counters', () => {
  it('add up to the images that are numbered', () => {
    fc.assert(fc.property(fc.nat(5000), (cells) => sum(shards.map((shard) => heightOf(shard, cells))) === cells));
  });
  it('only grow', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(SHARDS - 1), (cells, shard) => heightOf(shard, cells + 1) >= heightOf(shard, cells)),
    );
  });
  it('keep a small cap on one counter, and spread a large one evenly', () => {
    expect(capsOf(empty, 20).filter((cap) => cap > 0)).toEqual([20]);
    expect(capsOf(empty, 1600)).toEqual(shards.map(() => 100));
  });
});

describe('caps of counters that are filled in any way', () => {
  it('leave exactly the room that is left in sum, or none', () => {
    fc.assert(
      fc.property(filled, fc.nat(2500), (used, most) => {
        const caps = capsOf(used, most);
        const room = sum(used.map((taken, shard) => Math.max(0, (caps[shard] ?? 0) - taken)));
        expect(room).toBe(Math.max(0, most - sum(used)));
      }),
    );
  });
  it('give room to whatever fits in sum, over several counters if need be, and to nothing else', () => {
    fc.assert(
      fc.property(filled, fc.nat(2500), fc.integer({ min: 1, max: 6 }), numbers, (used, most, images, random) => {
        const chosen = choose(images, used, capsOf(used, most), () => random.next().value);
        expect(chosen === undefined).toBe(sum(used) + images > most);
        if (chosen !== undefined) expect(sum(chosen.map((shard) => shard.images))).toBe(images);
      }),
    );
  });
});

/** What somebody does: reads one more counter, tries to claim by what was read, or gives images of a counter back. */
type Step = readonly [who: number, what: 'read' | 'claim' | 'settle', amount: number];

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.nat(5),
  fc.constantFrom('read' as const, 'read' as const, 'claim' as const, 'claim' as const, 'settle' as const),
  fc.integer({ min: 1, max: 6 }),
);

describe('claims that read the counters one by one while others write', () => {
  it('never pass the cap in sum, however they interleave', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), filled, fc.nat(900), numbers, (steps, before, most, random) => {
        const used = [...before];
        const start = sum(used);
        const seen = Array.from({ length: 6 }, () => ({ counters: [...used], next: 0 }));
        for (const [who, what, amount] of steps) {
          const reader = seen[who];
          if (reader === undefined) continue;
          if (what === 'read') for (let read = 0; read < amount; read += 1) readNext(reader, used);
          if (what === 'settle') used[amount] = Math.max(0, (used[amount] ?? 0) - amount);
          if (what === 'claim') claim(used, reader.counters, most, amount, () => random.next().value);
          expect(sum(used)).toBeLessThanOrEqual(Math.max(most, start));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const readNext = (reader: { readonly counters: number[]; next: number }, used: readonly number[]): void => {
  reader.counters[reader.next] = used[reader.next] ?? 0;
  reader.next = (reader.next + 1) % SHARDS;
};

/** All or nothing, as the transaction: each counter on its own condition. */
const claim = (used: number[], seen: readonly number[], most: number, images: number, random: () => number): void => {
  const caps = capsOf(seen, most);
  const chosen = choose(images, seen, caps, random) ?? [];
  if (chosen.some((part) => (used[part.shard] ?? 0) + part.images > (caps[part.shard] ?? 0))) return;
  for (const part of chosen) used[part.shard] = (used[part.shard] ?? 0) + part.images;
};
