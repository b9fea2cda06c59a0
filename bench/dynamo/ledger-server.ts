/** A simulated DynamoDB with Darkroom's table in it, as lib/storage/ledger-table.ts deploys it. */
import { INDEXES } from '#lib/storage/ledger-indexes.ts';
import { createDynamoServer, type DynamoServer, type ServerOptions } from './server.ts';
import type { KeyAttribute, TableSchema } from './table-schema.ts';

const text = (name: string): KeyAttribute => ({ name, type: 'S' });

/** The ledger's table. */
export const LEDGER_SCHEMA: TableSchema = {
  tableName: 'ledger',
  partition: text('pk'),
  sort: text('sk'),
  indexes: Object.fromEntries(
    Object.values(INDEXES).map(({ name, partition, sort }) => [
      name,
      { partition: text(partition), sort: text(sort), projection: 'KEYS_ONLY' },
    ]),
  ),
};

/** A server with an empty ledger in it. */
export const createLedgerServer = (options: Omit<ServerOptions, 'schema'>): DynamoServer =>
  createDynamoServer({ ...options, schema: LEDGER_SCHEMA });
