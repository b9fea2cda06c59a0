/** The ledger in one DynamoDB table. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '#core/ports/ledger.ts';
import { createListing } from './dynamo-listing.ts';
import { createDynamoStepLedger, type DynamoLedgerOptions } from './dynamo-step-ledger.ts';

/**
 * The ledger on DynamoDB. Records, the queue and the counters are read strongly consistent. `list` and `unfinished` find their
 * edits through indexes, which DynamoDB brings up to date some milliseconds after a write; the records they answer are current.
 */
export const createDynamoLedger = (options: DynamoLedgerOptions): Ledger => {
  const { tableName, client = new DynamoDBClient({}) } = options;
  return { ...createDynamoStepLedger({ ...options, client }), ...createListing({ tableName, client }) };
};
