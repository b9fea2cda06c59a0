import { PutItemCommand, TransactionInProgressException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { applied, idOf, queuedEdit, SLOT } from '#test/support/edits.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { createDynamoClient, type DynamoFault } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { canceled, inProgress } from '../../dynamo/refusals.ts';
import { streamOf } from '../../simulate/seeded.ts';

const DAY = '2026-01-01';
const edit = queuedEdit({ editId: idOf('a'), budget: { day: DAY, reserved: 3 } });

/** A ledger whose writes meet these faults, in order. */
const world = (faults: readonly (DynamoFault | undefined)[]) => {
  const clock = createVirtualClock();
  const random = streamOf(1, 'writer');
  const server = createLedgerServer({ now: clock.now, sleep: clock.sleep, transactionMs: () => 20 });
  const left = [...faults];
  const fault = (isWrite: boolean): DynamoFault | undefined => (isWrite ? left.shift() : undefined);
  const client = createDynamoClient({ server, clock, random, fault });
  const ledger = createDynamoLedger({ tableName: LEDGER_SCHEMA.tableName, client, clock, random });
  return { clock, server, client, ledger };
};

describe('a claim whose reply was lost', () => {
  it('is told as claimed, with the counters of the try that was done, when later tries are throttled and planned anew', async () => {
    const { clock, ledger } = world(['error-after', 'throttled', 'throttled']);
    const outcome = await clock.drive(ledger.claim(edit, { imagesPerDay: 1000 }));
    expect(outcome).toEqual({ outcome: 'claimed', edit: await clock.drive(ledger.get(edit.editId)) });
    expect(await clock.drive(ledger.budgetUse(DAY))).toEqual({ day: DAY, reserved: 3, charged: 0 });
  });
});

describe('a commit that was done although nobody said so', () => {
  const reasons = (...codes: readonly string[]) => canceled(codes.map((Code) => ({ Code })));

  it.each([
    ['its own count fills the shard', ['TransactionConflict', 'ConditionalCheckFailed']],
    ['the item is throttled', ['ThrottlingError', 'ConditionalCheckFailed']],
    ['nothing else is refused', ['TransactionConflict', 'None']],
    ['everything is held', ['TransactionConflict', 'TransactionConflict']],
  ])('is told as done when its record is held at the next try, and %s', async (_when, codes) => {
    const { clock, client, ledger } = world([]);
    const claimed = await clock.drive(ledger.claim(edit, {}));
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    const said = [inProgress(), reasons(...codes)];
    const send = async (command: object): Promise<unknown> => {
      const error = command instanceof TransactWriteItemsCommand ? said.shift() : undefined;
      if (error === undefined || error instanceof TransactionInProgressException) await client.send(command as never);
      if (error !== undefined) throw error;
      return {};
    };
    const options = { tableName: LEDGER_SCHEMA.tableName, client: { send } as never, clock, random: () => 0.5 };
    const next = applied(claimed.edit, { slot: SLOT }, clock.now());
    expect(await clock.drive(createDynamoLedger(options).commit(claimed.edit, next, { slotBound: 1 }))).toBe('committed');
  });
});

describe('a write of one item', () => {
  it('waits for the transaction that holds the item', async () => {
    const { clock, server, client, ledger } = world([]);
    const claimed = await clock.drive(ledger.claim(edit, {}));
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    const record = [...server.items()].find(({ sk }) => sk?.S === 'edit') ?? {};
    const TableName = LEDGER_SCHEMA.tableName;
    const held = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: { ...record } } }] }));
    const next = applied(claimed.edit, { costUsd: 1 }, clock.now());
    expect(await clock.drive(ledger.commit(claimed.edit, next))).toBe('committed');
    await held;
    expect(server.conflicts).toBeGreaterThan(0);
  });
  it('is told as done when its reply was lost and the SDK found its condition broken by itself', async () => {
    const { clock, ledger } = world([undefined, 'error-after']);
    const claimed = await clock.drive(ledger.claim(edit, {}));
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    const next = applied(claimed.edit, { costUsd: 1 }, clock.now());
    expect(await clock.drive(ledger.commit(claimed.edit, next))).toBe('committed');
  });
  it('is told as refused when somebody else wrote', async () => {
    const { clock, client, server, ledger } = world([]);
    const claimed = await clock.drive(ledger.claim(edit, {}));
    if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
    const record = [...server.items()].find(({ sk }) => sk?.S === 'edit') ?? {};
    const Item = { ...record, revision: { N: '2' } };
    await clock.drive(client.send(new PutItemCommand({ TableName: LEDGER_SCHEMA.tableName, Item })));
    expect(await clock.drive(ledger.commit(claimed.edit, applied(claimed.edit, { costUsd: 1 }, 1)))).toBe('conflict');
  });
});
