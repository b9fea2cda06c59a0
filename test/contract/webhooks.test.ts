import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteWebhooks } from '#adapters/embedded/sqlite-webhooks.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { describeWebhooksContract } from './webhooks-contract.ts';

describeWebhooksContract('in memory', createMemoryWebhooks);
describeWebhooksContract('in SQLite', () => createSqliteWebhooks(openDatabase({ file: ':memory:' })));
