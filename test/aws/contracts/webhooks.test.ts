/** The contract of webhooks against DynamoDB, in a table like the deployed one. */
import { afterAll, beforeAll } from 'vitest';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { describeWebhooksContract } from '#test/contract/webhooks-contract.ts';
import { createTestTable, type TestTable } from './ledger-table.ts';

let table: TestTable;

beforeAll(async () => {
  table = await createTestTable();
});
afterAll(async () => {
  await table.remove();
});

describeWebhooksContract('in DynamoDB', async () => {
  await table.empty();
  return createDynamoWebhooks({ tableName: table.tableName, clock: createSystemClock(), random: Math.random });
});
