/** The units that a table bills, by the rules of the developer guide ("DynamoDB read and write operations", "Global secondary indexes"). */
import { GetItemCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { editItem, type Item, key } from '#adapters/aws/ledger/dynamo-items.ts';
import { idOf, queuedEdit } from '#test/support/edits.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createDynamoClient, type DynamoClient } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { createMeteredClient, type Units } from '../../schedules/table-units.ts';

const { tableName: TableName } = LEDGER_SCHEMA;
const KEY = key('document#a', 'document');
const sized = (bytes: number): Item => ({ ...KEY, body: { S: 'x'.repeat(bytes) } });
const edit = (updatedAt: number, state: 'QUEUED' | 'CANCELED' = 'QUEUED'): Item =>
  editItem(queuedEdit({ editId: idOf('a'), state, times: { createdAt: VIRTUAL_EPOCH, updatedAt } }));

let client: DynamoClient;
let units: () => Units;

beforeEach(() => {
  const clock = createVirtualClock();
  const server = createLedgerServer({ now: clock.now, sleep: clock.sleep });
  ({ client, units } = createMeteredClient(createDynamoClient({ server, clock, random: () => 0.5 })));
});

/** Units that the requests took together. */
const billed = async (...requests: readonly (() => Promise<unknown>)[]): Promise<Units> => {
  const before = units();
  for (const request of requests) await request();
  const after = units();
  return { writes: after.writes - before.writes, reads: after.reads - before.reads };
};
const put = (item: Item) => () => client.send(new PutItemCommand({ TableName, Item: item }));
const together = (item: Item) => () =>
  client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: item } },
        {
          Update: {
            TableName,
            Key: key('pool#default', 'slots#0'),
            UpdateExpression: 'ADD #used :used',
            ExpressionAttributeNames: { '#used': 'used' },
            ExpressionAttributeValues: { ':used': { N: '1' } },
          },
        },
      ],
    }),
  );

describe('the units of a table', () => {
  it('are one for each KB written, by the larger of the item before and after', async () => {
    expect(await billed(put(sized(100)))).toEqual({ writes: 1, reads: 0 });
    expect(await billed(put(sized(1100)))).toEqual({ writes: 2, reads: 0 });
    expect(await billed(put(sized(100)))).toEqual({ writes: 2, reads: 0 });
  });

  it('are two for each KB of each item of a transaction', async () => {
    expect(await billed(together(sized(1100)))).toEqual({ writes: 2 * (2 + 1), reads: 0 });
  });

  it('count the entries of the indexes: one for a new one, two for one that moves, one for one that goes', async () => {
    expect(await billed(put(edit(VIRTUAL_EPOCH)))).toEqual({ writes: 1 + 2, reads: 0 });
    expect(await billed(put(edit(VIRTUAL_EPOCH)))).toEqual({ writes: 1, reads: 0 });
    expect(await billed(put(edit(VIRTUAL_EPOCH + 1)))).toEqual({ writes: 1 + 2, reads: 0 });
    expect(await billed(put(edit(VIRTUAL_EPOCH + 1, 'CANCELED')))).toEqual({ writes: 1 + 2 + 1, reads: 0 });
  });

  it('are one for each 4 KB read, and one for nothing', async () => {
    const get = () => client.send(new GetItemCommand({ TableName, Key: KEY, ConsistentRead: true }));
    const query = () =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': KEY.pk ?? { S: '' } },
          ConsistentRead: true,
        }),
      );
    expect(await billed(get)).toEqual({ writes: 0, reads: 1 });
    await put(sized(5000))();
    expect(await billed(get, query)).toEqual({ writes: 0, reads: 2 + 2 });
  });
});
