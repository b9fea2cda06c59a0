/** A table like the deployed one for the contract suite, emptied before each use: making one takes ten seconds in a real account. */
import { randomUUID } from 'node:crypto';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { INDEXES } from '#lib/storage/ledger-indexes.ts';

/** A table of this run's own. */
export interface TestTable {
  readonly tableName: string;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes the table and waits until it can be used. */
export const createTestTable = async (): Promise<TestTable> => {
  const client = new DynamoDBClient({});
  const TableName = `darkroom-contract-${randomUUID()}`;
  const indexes = Object.values(INDEXES);
  const names = ['pk', 'sk', ...indexes.flatMap(({ partition, sort }) => [partition, sort])];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map(({ name, partition, sort }) => ({
        IndexName: name,
        KeySchema: keys(partition, sort),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1 }, { TableName });

  const empty = async (): Promise<void> => {
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName, ProjectionExpression: 'pk, sk', ConsistentRead: true }),
    );
    for (let from = 0; from < Items.length; from += 25) {
      const requests = Items.slice(from, from + 25).map((Key) => ({ DeleteRequest: { Key } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
  };

  return {
    tableName: TableName,
    empty,
    remove: async () => {
      await client.send(new DeleteTableCommand({ TableName }));
    },
  };
};

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
