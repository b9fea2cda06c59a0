/** Pools in the table: the slots in use, counted in shards, the create lock and the limits lie in one partition and are read at once. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type CreateLock, DEFAULT_POOL, type Pool } from '#core/admission/pool.ts';
import { NO_LIMITS, type PoolLimits } from '#core/admission/pool-limits.ts';
import type { LedgerEffects } from '#core/edit/ledger-effects.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { CommitConditions, CommitOutcome } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { bodyOf, type Item, key, numberOf, textOf } from './dynamo-items.ts';
import { queryPages } from './dynamo-query.ts';
import { add, type Condition, type Part, put, type Writer } from './dynamo-write.ts';

/** Counters that the slots of a pool are spread over: with hundreds of slots, one item would be written by all of them at once. */
const SHARDS = 8;

const partition = (pool: string): string => `pool#${pool}`;
const slotsKey = (pool: string, shard: number): Item => key(partition(pool), `slots#${shard}`);
const lockKey = (pool: string): Item => key(partition(pool), 'create-lock');

/** Key of what was learned about a pool. */
export const limitsKey = (pool: string): Item => key(partition(pool), 'limits');

/** A pool as it lies in the table, and whether anything was learned of it yet. @throws Unavailable */
export const readPool = async (
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  name: string,
): Promise<{ readonly pool: Pool; readonly isKnown: boolean }> => {
  const { items } = await orUnavailable('LEDGER_UNAVAILABLE', 'reading a pool', () =>
    queryPages(client, {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pool',
      ExpressionAttributeValues: { ':pool': { S: partition(name) } },
    }),
  );
  const at = new Map(items.map((item) => [textOf(item, 'sk') ?? '', item]));
  const pool = {
    name,
    used: Array.from({ length: SHARDS }, (_, shard) => numberOf(at.get(`slots#${shard}`), 'used')),
    limits: bodyOf<PoolLimits>(at.get('limits')) ?? NO_LIMITS,
    ...omitUndefined({ createLock: bodyOf<CreateLock>(at.get('create-lock')) }),
  };
  return { pool, isKnown: at.has('limits') };
};

/** A part of a transaction, and what it means when its condition refuses it. */
export interface Claim {
  readonly part: Part;
  readonly refused: Exclude<CommitOutcome, 'committed'>;
}

/** Slots and create lock, as a write changes them. */
export const poolClaims = (
  editId: string,
  { slots = [], createLock }: LedgerEffects,
  { slotBound, createLockOver }: CommitConditions = {},
): readonly Claim[] => [
  ...slots.map(({ pool, shard, change }) => ({
    part: add(
      slotsKey(pool, shard),
      { used: change },
      change > 0 && slotBound !== undefined ? { attribute: 'used', most: slotBound - 1 } : undefined,
    ),
    refused: 'no-slot' as const,
  })),
  ...(createLock === undefined
    ? []
    : [
        {
          part: put(lockItem({ editId, ...createLock }), isLast(createLockOver)),
          refused: 'create-lock-taken' as const,
        },
      ]),
];

const lockItem = (lock: CreateLock): Item => ({
  ...lockKey(DEFAULT_POOL),
  editId: { S: lock.editId },
  attempt: { N: String(lock.attempt) },
  since: { N: String(lock.since) },
  body: { S: JSON.stringify(lock) },
});

const isLast = (lock: CreateLock | undefined): Condition =>
  lock === undefined
    ? { expression: 'attribute_not_exists(pk)' }
    : {
        expression: 'editId = :editId AND attempt = :attempt AND since = :since',
        values: {
          ':editId': { S: lock.editId },
          ':attempt': { N: String(lock.attempt) },
          ':since': { N: String(lock.since) },
        },
      };

/** Puts the create lock, unless there is one. @throws Unavailable */
export const putLock = async (writer: Writer, lock: CreateLock): Promise<void> => {
  await writer.put(lockItem(lock), isLast(undefined));
};
