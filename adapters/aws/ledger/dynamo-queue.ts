/** Edits that wait for a slot, read from their own partition: short, sorted and strongly consistent. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WaitingEdit } from '#core/admission/pool.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { type Item, QUEUE, sortable, textOf } from './dynamo-items.ts';
import { queryPages } from './dynamo-query.ts';

/** `waiting` and `waitingBefore` of the ledger. */
export const createQueue = (
  tableName: string,
  client: Pick<DynamoDBClient, 'send'>,
): Pick<Ledger, 'waiting' | 'waitingBefore'> => {
  return {
    waiting: async (limit) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'reading the queue', async () => {
        const { items } = await queryPages(client, {
          TableName: tableName,
          KeyConditionExpression: 'pk = :queue',
          ExpressionAttributeValues: { ':queue': { S: QUEUE } },
          Limit: limit,
        });
        return items.slice(0, limit).map(waitingEditOf);
      }),
    waitingBefore: async (instant) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'counting the queue', async () => {
        const { count } = await queryPages(client, {
          TableName: tableName,
          KeyConditionExpression: 'pk = :queue AND sk < :before',
          ExpressionAttributeValues: { ':queue': { S: QUEUE }, ':before': { S: sortable(instant) } },
          Select: 'COUNT',
        });
        return count;
      }),
  };
};

const waitingEditOf = (item: Item): WaitingEdit => {
  const [waitingSince = '', editId = ''] = (textOf(item, 'sk') ?? '').split('#');
  return { editId, waitingSince: Number(waitingSince), hasSlot: item.hasSlot?.BOOL === true };
};
