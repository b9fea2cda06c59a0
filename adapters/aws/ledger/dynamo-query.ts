/** Queries of the base table over all their pages, strongly consistent. */
import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Item } from './dynamo-items.ts';

/**
 * Reads page after page until there are `Limit` matches (all of them without one), and answers the items and how many matched.
 * A filtered page may be empty and yet not the last; a counting query has matches and no items.
 */
export const queryPages = async (
  client: Pick<DynamoDBClient, 'send'>,
  input: Omit<QueryCommandInput, 'ConsistentRead' | 'ExclusiveStartKey'>,
): Promise<{ readonly items: readonly Item[]; readonly count: number }> => {
  const items: Item[] = [];
  let count = 0;
  let from: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ ConsistentRead: true, ...input, ...omitUndefined({ ExclusiveStartKey: from }) }),
    );
    items.push(...(page.Items ?? []));
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined && count < (input.Limit ?? Number.POSITIVE_INFINITY));
  return { items, count };
};
