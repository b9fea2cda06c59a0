import { openDatabase } from '#adapters/embedded/database.ts';
import { createSqliteWebhooks } from '#adapters/embedded/sqlite-webhooks.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { webhooksContract } from './webhooks-contract.ts';

webhooksContract('memory', createMemoryWebhooks);
webhooksContract('SQLite', () => createSqliteWebhooks(openDatabase({ file: ':memory:' })));
