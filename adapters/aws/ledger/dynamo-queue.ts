/** Edits that wait for a slot, read from their own partition: short, sorted and strongly consistent. */

import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { WaitingEdit } from '#core/admission/admission.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { type Item, QUEUE, sortable, textOf } from './dynamo-items.ts';

/** `waiting` and `waitingBefore` of the ledger. */
export const createQueue = (tableName: string, client: DynamoDBClient): Pick<Ledger, 'waiting' | 'waitingBefore'> => {
  const query = async (
    input: Pick<QueryCommandInput, 'KeyConditionExpression' | 'ExpressionAttributeValues' | 'Select' | 'Limit'>,
  ) => {
    const items: Item[] = [];
    let count = 0;
    let from: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          ...input,
          ...omitUndefined({ ExclusiveStartKey: from }),
        }),
      );
      items.push(...(page.Items ?? []));
      count += page.Count ?? 0;
      from = page.LastEvaluatedKey;
    } while (from !== undefined && count < (input.Limit ?? Number.POSITIVE_INFINITY));
    return { items, count };
  };

  return {
    waiting: async (limit) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'reading the queue', async () => {
        const { items } = await query({
          KeyConditionExpression: 'pk = :queue',
          ExpressionAttributeValues: { ':queue': { S: QUEUE } },
          Limit: limit,
        });
        return items.slice(0, limit).map(waitingEditOf);
      }),
    waitingBefore: async (instant) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'counting the queue', async () => {
        const { count } = await query({
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
  return { editId, waitingSince: Number(waitingSince) };
};
