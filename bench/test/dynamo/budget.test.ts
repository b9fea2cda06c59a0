import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetKey, editItem } from '#adapters/aws/ledger/dynamo-items.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import type { Edit } from '#core/edit/edit.ts';
import { settleBudget } from '#core/edit/outcome.ts';
import type { BudgetCaps } from '#core/ports/ledger.ts';
import { applied, idOf, queuedEdit } from '#test/support/edits.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { createDynamoClient } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { streamOf, wholeBetween } from '../../simulate/seeded.ts';

const DAY = '2026-01-01';

const world = (seed: number, transactionMs: readonly [number, number] = [15, 30]) => {
  const clock = createVirtualClock({ settle: () => new Promise((resolve) => process.nextTick(resolve)) });
  const random = streamOf(seed, 'budget');
  const server = createLedgerServer({
    now: clock.now,
    sleep: clock.sleep,
    transactionMs: () => wholeBetween(random, ...transactionMs),
  });
  const client = createDynamoClient({ server, clock, random, wayMs: () => wholeBetween(random, 1, 6) });
  const ledger = createDynamoLedger({ tableName: LEDGER_SCHEMA.tableName, client, clock, random });
  /** What the counters hold at this instant, read past the ledger. */
  const held = (of = 'day'): number =>
    [...server.items()]
      .filter(({ pk, sk }) => pk?.S === `budget#${DAY}` && (sk?.S === of || sk?.S?.startsWith(`${of}#`)))
      .reduce((sum, { used }) => sum + Number(used?.N ?? 0), 0);
  return { clock, random, server, client, ledger, held };
};

const asking = (name: string, images: number, preset?: string): Edit =>
  queuedEdit({ editId: idOf(name), budget: { day: DAY, reserved: images, ...(preset === undefined ? {} : { preset }) } });

/** Lets `writers` work off the edits, each one claim at a time. */
const claimAll = async (
  { clock, ledger }: ReturnType<typeof world>,
  edits: readonly Edit[],
  writers: number,
  caps: BudgetCaps,
  onOutcome: (edit: Edit, outcome: Awaited<ReturnType<typeof ledger.claim>>) => void | Promise<void> = () => undefined,
): Promise<void> => {
  const left = [...edits];
  const work = async (): Promise<void> => {
    for (let edit = left.shift(); edit !== undefined; edit = left.shift()) await onOutcome(edit, await ledger.claim(edit, caps));
  };
  await clock.drive(Promise.all(Array.from({ length: writers }, work)));
};

const wanted = fc.record({
  seed: fc.nat(1_000_000),
  cap: fc.oneof(fc.nat(70), fc.nat(700)),
  writers: fc.integer({ min: 1, max: 48 }),
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 150 }),
});

describe('a budget over several counters', () => {
  it('is never passed, refuses nothing that it has room for, and is the same as its records say', async () => {
    await fc.assert(
      fc.asyncProperty(wanted, async ({ seed, cap, writers, sizes }) => {
        const made = world(seed);
        let reserved = 0;
        const edits = sizes.map((images, place) => asking(`edit ${place}`, images));
        await claimAll(made, edits, writers, { imagesPerDay: cap }, (edit, outcome) => {
          const images = edit.budget?.reserved ?? 0;
          expect(made.held()).toBeLessThanOrEqual(cap);
          if (outcome.outcome === 'claimed') reserved += images;
          else expect(made.held() + images).toBeGreaterThan(cap);
        });
        expect(await made.clock.drive(made.ledger.budgetUse(DAY))).toEqual({ day: DAY, reserved, charged: 0 });
        expect(made.server.invalid).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it.each([10, 31, 32, 33, 64, 500])('of %i images is used up exactly by those who ask for one', async (cap) => {
    const made = world(cap);
    const edits = Array.from({ length: cap + 50 }, (_, place) => asking(`edit ${place}`, 1));
    await claimAll(made, edits, 64, { imagesPerDay: cap });
    expect(made.held()).toBe(cap);
  });

  it('gives back what was reserved and not charged, on the counters that held it, and lets others have it', async () => {
    await fc.assert(
      fc.asyncProperty(wanted, fc.nat(2), async ({ seed, cap, writers, sizes }, less) => {
        const made = world(seed);
        let charged = 0;
        let reserved = 0;
        const edits = sizes.map((images, place) => asking(`edit ${place}`, images, 'restyle'));
        await claimAll(made, edits, writers, { imagesPerDay: cap, imagesPerDayOfPreset: cap + 5 }, async (_, outcome) => {
          expect(made.held()).toBeLessThanOrEqual(cap);
          if (outcome.outcome !== 'claimed') return;
          const { edit } = outcome;
          const share = edit.budget?.reserved ?? 0;
          const paid = Math.max(0, share - less);
          if (made.random() < 0.5) reserved += share;
          else {
            charged += paid;
            expect(await made.ledger.commit(edit, applied(edit, settleBudget(edit, paid), made.clock.now()))).toBe('committed');
          }
        });
        for (const preset of [undefined, 'restyle'])
          expect(await made.clock.drive(made.ledger.budgetUse(DAY, preset))).toEqual({ day: DAY, reserved, charged });
        for (const { pk, reserved: left } of made.server.items())
          if (pk?.S === `budget#${DAY}`) expect(Number(left?.N)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 15 },
    );
  });

  it('counts what lies on the one counter of a table that was filled before there were several', async () => {
    const made = world(1);
    const old = asking('old', 4);
    const TableName = LEDGER_SCHEMA.tableName;
    await made.clock.drive(made.client.send(new PutItemCommand({ TableName, Item: editItem(old) })));
    await made.clock.drive(
      made.client.send(
        new UpdateItemCommand({
          TableName,
          Key: budgetKey(DAY),
          UpdateExpression: 'ADD reserved :n, used :n',
          ExpressionAttributeValues: { ':n': { N: '4' } },
        }),
      ),
    );
    const outcome = await made.clock.drive(made.ledger.claim(asking('new', 7), { imagesPerDay: 10 }));
    expect(outcome).toEqual({ outcome: 'over-budget', of: 'day', used: 4, cap: 10 });
    await made.clock.drive(made.ledger.commit(old, applied(old, settleBudget(old, 3), 1)));
    expect(await made.clock.drive(made.ledger.budgetUse(DAY))).toEqual({ day: DAY, reserved: 0, charged: 3 });
    expect((await made.clock.drive(made.ledger.claim(asking('new', 7), { imagesPerDay: 10 }))).outcome).toBe('claimed');
  });

  it('lets no claim give up of hundreds, a hundred at a time, when the ledger takes 25 ms a write', async () => {
    const made = world(7, [25, 25]);
    const edits = Array.from({ length: 400 }, (_, place) => asking(`edit ${place}`, 1));
    const began = made.clock.now();
    await claimAll(made, edits, 100, { imagesPerDay: 5000 }, (_, { outcome }) => expect(outcome).toBe('claimed'));
    expect(made.held()).toBe(400);
    expect(made.clock.now() - began).toBeLessThan(5000);
  });
});
