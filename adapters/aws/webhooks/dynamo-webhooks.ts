/** Webhook endpoints and deliveries in the ledger's DynamoDB table. */

import { DeleteItemCommand, DynamoDBClient, GetItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Clock } from '#core/ports/clock.ts';
import type { WebhookStore } from '#core/ports/webhooks.ts';
import type { WebhookDelivery } from '#core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '#core/webhooks/endpoint.ts';
import { orUnavailable } from '../aws-problem.ts';
import { bodyOf, type Item, sortable, textOf } from '../ledger/dynamo-items.ts';
import { queryPages } from '../ledger/dynamo-query.ts';
import { type Condition, createWriter, type Part, put, remove } from '../ledger/dynamo-write.ts';
import {
  DUE,
  dueItem,
  dueKey,
  ENDPOINTS,
  endpointItem,
  endpointKey,
  noteItem,
  noteKey,
  partitionOf,
  placeIn,
  RECORD,
  recordItem,
  recordKey,
} from './dynamo-webhook-items.ts';

/** The ledger's table. */
export interface DynamoWebhooksOptions {
  readonly tableName: string;
  readonly clock: Clock;
  /** Numbers in [0, 1): pauses between tries. */
  readonly random: () => number;
  readonly client?: Pick<DynamoDBClient, 'send'>;
}

const CODE = 'WEBHOOKS_UNAVAILABLE';
const NEW: Condition = { expression: 'attribute_not_exists(pk)' };
const atRevision = (revision: number): Condition => ({
  expression: 'revision = :revision',
  values: { ':revision': { N: String(revision) } },
});

/** Webhooks on DynamoDB; every read is strongly consistent. */
export const createDynamoWebhooks = (options: DynamoWebhooksOptions): WebhookStore => {
  const { tableName, client = new DynamoDBClient({}) } = options;
  const writer = createWriter({ ...options, client });
  const read = async (key: Item): Promise<Item | undefined> =>
    await orUnavailable(CODE, 'reading webhooks', async () => {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return item;
    });

  const query = createQuery(tableName, client);
  const recordAt = async (endpointId: string, place: string | undefined): Promise<WebhookDelivery | undefined> =>
    place === undefined ? undefined : bodyOf<WebhookDelivery>(await read(recordKey(endpointId, place)));

  return {
    createEndpoint: async (endpoint) => ((await writer.put(endpointItem(endpoint), NEW)).done ? 'created' : 'exists'),
    endpoint: async (endpointId) => bodyOf<WebhookEndpoint>(await read(endpointKey(endpointId))),
    endpoints: async () => {
      const items = await query({ KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: ENDPOINTS } } });
      return items.flatMap((item) => bodyOf<WebhookEndpoint>(item) ?? []).sort((a, b) => a.createdAt - b.createdAt);
    },
    commitEndpoint: async (next) =>
      (await writer.put(endpointItem(next), atRevision(next.revision - 1))).done ? 'committed' : 'conflict',
    deleteEndpoint: async (endpointId) =>
      await orUnavailable(CODE, 'removing a webhook endpoint', async () => {
        const { Attributes } = await client.send(
          new DeleteItemCommand({ TableName: tableName, Key: endpointKey(endpointId), ReturnValues: 'ALL_OLD' }),
        );
        return Attributes !== undefined;
      }),
    createDelivery: async (delivery) => {
      const due = dueItem(delivery);
      const parts = [put(recordItem(delivery)), ...(due === undefined ? [] : [put(due)])];
      const outcome = await writer.putTogether({ item: noteItem(delivery), condition: NEW }, parts);
      return outcome.done ? 'created' : 'exists';
    },
    delivery: async (endpointId, deliveryId) => await recordAt(endpointId, placeIn(await read(noteKey(endpointId, deliveryId)))),
    commitDelivery: async (previous, next) => {
      const first = { item: recordItem(next), condition: atRevision(previous.revision) };
      const outcome = await writer.putTogether(first, moves(previous, next));
      return outcome.done ? 'committed' : 'conflict';
    },
    due: async (endpointId, now, limit) => {
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': { S: partitionOf(endpointId) },
          ':from': { S: DUE },
          ':to': { S: `${DUE}${sortable(now + 1)}` },
        },
        Limit: limit,
      });
      const records = await Promise.all(items.map((item) => recordAt(endpointId, placeIn(item))));
      return records.flatMap((record) => (record?.nextAttemptAt !== undefined && record.nextAttemptAt <= now ? record : []));
    },
    deliveries: async (endpointId, { limit, cursor, state }) => {
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ...(state === undefined ? {} : { FilterExpression: 'deliveryState = :state' }),
        ExpressionAttributeValues: {
          ':pk': { S: partitionOf(endpointId) },
          ':from': { S: RECORD },
          ':to': { S: `${RECORD}${cursor ?? '~'}` },
          ...(state === undefined ? {} : { ':state': { S: state } }),
        },
        ScanIndexForward: false,
        Limit: limit + 2,
      });
      const places = items.map((item) => ({ item, place: (textOf(item, 'sk') ?? '').slice(RECORD.length) }));
      const after = places.filter(({ place }) => cursor === undefined || place < cursor);
      const page = after.slice(0, limit);
      const last = page.at(-1);
      return {
        deliveries: page.flatMap(({ item }) => bodyOf<WebhookDelivery>(item) ?? []),
        ...(after.length > limit && last !== undefined ? { cursor: last.place } : {}),
      };
    },
  };
};

/** Everything that moves with the record: its place among what is due, and its note when the record's life was prolonged. */
const moves = (previous: WebhookDelivery, next: WebhookDelivery): readonly Part[] => {
  const [from, to] = [dueKey(previous), dueItem(next)];
  const stays = previous.nextAttemptAt === next.nextAttemptAt;
  return [
    ...(from === undefined || stays ? [] : [remove(from)]),
    ...(to === undefined || stays ? [] : [put(to)]),
    ...(previous.expiresAt === next.expiresAt ? [] : [put(noteItem(next))]),
  ];
};

/** Queries of the base table: `Limit` items at most. */
const createQuery =
  (tableName: string, client: Pick<DynamoDBClient, 'send'>) =>
  async (input: Omit<QueryCommandInput, 'TableName' | 'ConsistentRead'>): Promise<readonly Item[]> =>
    await orUnavailable(CODE, 'reading webhooks', async () => {
      const { items } = await queryPages(client, { TableName: tableName, ...input });
      return items.slice(0, input.Limit);
    });
