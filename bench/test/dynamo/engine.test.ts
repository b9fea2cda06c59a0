import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

import { createDynamoClient, type DynamoFault } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { streamOf } from '../../simulate/seeded.ts';

const TableName = LEDGER_SCHEMA.tableName;
const S = (text: string) => ({ S: text });
const key = (sk: string) => ({ pk: S('p'), sk: S(sk) });
const put = (sk: string, more: Record<string, { S: string } | { N: string }> = {}) =>
  new PutItemCommand({ TableName, Item: { ...key(sk), ...more } });
const transact = (...TransactItems: TransactWriteItem[]) => new TransactWriteItemsCommand({ TransactItems });
const putPart = (sk: string): TransactWriteItem => ({ Put: { TableName, Item: key(sk) } });

/** Faults that strike in order, one a request, until there are no more. */
const world = (
  options: Partial<Parameters<typeof createLedgerServer>[0]> = {},
  faults: readonly (DynamoFault | undefined)[] = [],
) => {
  const clock = createVirtualClock();
  const server = createLedgerServer({ now: clock.now, sleep: clock.sleep, ...options });
  const left = [...faults];
  const client = createDynamoClient({ server, clock, random: streamOf(1, 'client'), fault: () => left.shift() });
  const send = (command: object): Promise<Record<string, unknown>> =>
    clock.drive((client as { send(given: object): Promise<Record<string, unknown>> }).send(command));
  const codeOf = (command: object): Promise<unknown> =>
    send(command).then(
      () => 'done',
      (error: Error & { CancellationReasons?: readonly { Code?: string }[] }) =>
        error.CancellationReasons?.map(({ Code }) => Code) ?? error.name,
    );
  const count = async (): Promise<number> => [...server.items()].length;
  return { clock, server, send, codeOf, count };
};

describe('a transaction', () => {
  it('holds its items until its effect: another one, and a single write, are refused meanwhile', async () => {
    const { codeOf, server } = world({ transactionMs: () => 20 });
    const both = transact(putPart('a'), putPart('b'));
    const outcomes = await Promise.all([
      codeOf(both),
      codeOf(transact(putPart('c'), putPart('b'))),
      codeOf(put('a')),
      codeOf(put('d')),
    ]);
    expect(outcomes).toEqual(['done', ['None', 'TransactionConflict'], 'TransactionConflictException', 'done']);
    expect(server.conflicts).toBe(2);
    expect(await codeOf(put('a'))).toBe('done');
  });
  it('shows nothing before its effect, and then all of it', async () => {
    const { clock, send, server } = world({ transactionMs: () => 20 });
    const running = send(transact(putPart('a'), putPart('b')));
    const seen = await send(new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }));
    expect(seen).not.toHaveProperty('Item');
    await running;
    expect([...server.items()]).toHaveLength(2);
    expect(clock.sleeping).toBe(0);
  });
  it('changes nothing when one of its conditions fails, and says which, and what lies there', async () => {
    const { send, codeOf, server } = world();
    await send(put('a', { note: S('old') }));
    const condition = {
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const refused = send(transact(putPart('b'), { Put: { TableName, Item: key('a'), ...condition } }));
    await expect(refused).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { ...key('a'), note: S('old') } }],
    });
    expect([...server.items()]).toHaveLength(1);
    expect(await codeOf(transact(putPart('a'), putPart('a')))).toBe('ValidationException');
    expect(await codeOf(transact(...Array.from({ length: 101 }, (_, at) => putPart(`x${at}`))))).toBe('ValidationException');
  });
  it('happens once however often its token comes, and is refused under a token of another', async () => {
    const { send, codeOf, server } = world();
    const add = (amount: string) =>
      new TransactWriteItemsCommand({
        ClientRequestToken: 'token',
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key('n'),
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': { N: amount } },
            },
          },
        ],
      });
    await send(add('2'));
    await send(add('2'));
    expect([...server.items()]).toEqual([{ ...key('n'), n: { N: '2' } }]);
    expect(await codeOf(add('3'))).toBe('IdempotentParameterMismatchException');
  });
});

describe('the way to DynamoDB', () => {
  it.each(['error-before', 'error-after', 'throttled'] as const)(
    'is tried again after %s, and a transaction happens once',
    async (fault) => {
      const { codeOf, server } = world({}, [fault, fault]);
      const add = { TableName, Key: key('n'), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': { N: '1' } } };
      expect(await codeOf(transact({ Update: add }))).toBe('done');
      expect([...server.items()]).toEqual([{ ...key('n'), n: { N: '1' } }]);
    },
  );
  it('is given up after three tries; what happened stays', async () => {
    const { codeOf, count } = world({}, ['error-after', 'error-before', 'throttled']);
    expect(await codeOf(put('a'))).toBe('ThrottlingException');
    expect(await count()).toBe(1);
  });
  it('refuses a write for others and leaves reads alone', async () => {
    const { codeOf } = world({}, ['conflict', 'conflict', 'conflict']);
    expect(await codeOf(put('a'))).toBe('TransactionConflictException');
    expect(await codeOf(transact(putPart('a'), putPart('b')))).toEqual(['None', 'TransactionConflict']);
    expect(await codeOf(new GetItemCommand({ TableName, Key: key('a') }))).toBe('done');
  });
});

describe('reads', () => {
  it('see a write late through an index, and at once in the table; the writes of one item in order', async () => {
    const lags = [50, 50, 10, 10]; // Drawn for each of the two indexes.
    const { send, clock } = world({ indexLagMs: () => lags.shift() ?? 0 });
    await send(put('a', { open: S('open'), touched: S('1') }));
    await send(put('a', { open: S('open'), touched: S('2') }));
    const look = async () => {
      const { Items } = await send(
        new QueryCommand({
          TableName,
          IndexName: 'open',
          KeyConditionExpression: '#o = :o',
          ExpressionAttributeNames: { '#o': 'open' },
          ExpressionAttributeValues: { ':o': S('open') },
        }),
      );
      return (Items as Record<string, { S: string }>[]).map(({ touched }) => touched?.S);
    };
    expect(await look()).toEqual([]);
    await clock.advance(20);
    expect(await look()).toEqual([]);
    await clock.advance(30);
    expect(await look()).toEqual(['2']);
    expect(await send(new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }))).toMatchObject({
      Item: { touched: S('2') },
    });
  });
  it('may lag where they are not asked to be consistent', async () => {
    const { send } = world({ replicaLagMs: () => 100 });
    await send(put('a'));
    expect(await send(new GetItemCommand({ TableName, Key: key('a') }))).not.toHaveProperty('Item');
    expect(await send(new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true }))).toHaveProperty('Item');
  });
  it('come in pages of bounded size, which a filter may leave empty', async () => {
    const { send } = world({ pageBytes: 60 });
    for (const sk of ['a', 'b', 'c', 'd', 'e', 'f']) await send(put(sk, { note: S(`${sk}${'-'.repeat(20)}`) }));
    const seen: string[] = [];
    let pages = 0;
    let from: unknown;
    do {
      const page = await send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :p',
          FilterExpression: 'begins_with(note, :e)',
          ExpressionAttributeValues: { ':p': S('p'), ':e': S('e') },
          ...(from === undefined ? {} : { ExclusiveStartKey: from as Record<string, { S: string }> }),
        }),
      );
      seen.push(...(page.Items as { sk: { S: string } }[]).map(({ sk }) => sk.S));
      from = page.LastEvaluatedKey;
      pages += 1;
    } while (from !== undefined);
    expect(seen).toEqual(['e']);
    expect(pages).toBeGreaterThan(2);
  });
  it('of a batch may leave some unprocessed, and answer in another order', async () => {
    const { send } = world({ isLeftOver: () => true });
    for (const sk of ['a', 'b']) await send(put(sk));
    const answer = await send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('b')] } } }));
    expect(answer).toMatchObject({
      Responses: { [TableName]: [key('a')] },
      UnprocessedKeys: { [TableName]: { Keys: [key('b')] } },
    });
  });
});

describe('what DynamoDB would not take', () => {
  const update = (UpdateExpression: string) =>
    new UpdateItemCommand({ TableName, Key: key('a'), UpdateExpression, ExpressionAttributeValues: { ':n': { N: '1' } } });

  it.each([
    ['an item above 400 KB', put('a', { note: S('x'.repeat(400 * 1024)) })],
    ['an empty key', put('')],
    ['an empty key of an index', put('a', { open: S(''), touched: S('1') })],
    ['a key of another type', put('a', { open: { N: '1' } })],
    ['an item without its key', new PutItemCommand({ TableName, Item: { pk: S('p') } })],
    ['a key with something else in it', new GetItemCommand({ TableName, Key: { ...key('a'), note: S('x') } })],
    ['a reserved word as a bare name', update('SET used_by = :n REMOVE items')],
    ['a value that is not used', update('REMOVE note')],
    [
      'a limit of nothing',
      new QueryCommand({ TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': S('p') }, Limit: 0 }),
    ],
    [
      'a consistent read of an index',
      new QueryCommand({
        TableName,
        IndexName: 'open',
        ConsistentRead: true,
        KeyConditionExpression: 'touched = :p',
        ExpressionAttributeValues: { ':p': S('p') },
      }),
    ],
    ['a batch with a key twice', new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('a')] } } })],
  ])('is refused and remembered: %s', async (_, command) => {
    const { codeOf, server } = world();
    expect(await codeOf(command)).toBe('ValidationException');
    expect(server.invalid).toHaveLength(1);
  });

  it.each([
    ['a command', new ScanCommand({ TableName })],
    ['a parameter', new GetItemCommand({ TableName, Key: key('a'), ReturnConsumedCapacity: 'TOTAL' })],
    ['a path into a map', update('SET note.inner = :n')],
  ])('is told from what the simulation does not know: %s', async (_, command) => {
    const { codeOf, server } = world();
    expect(await codeOf(command)).toBe('NotSimulated');
    expect(server.invalid).toHaveLength(1);
  });
});
