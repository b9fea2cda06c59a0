/**
 * How webhooks lie in the ledger's table. An endpoint is one item. A delivery is up to three in its endpoint's partition: its note,
 * one for each id, which makes it unique; its record, by the instant of its creation, which makes it listable; and its place among
 * what is due, only while it is pending.
 */
import type { WebhookDelivery } from '#core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '#core/webhooks/endpoint.ts';
import { type Item, sortable, textOf } from '../ledger/dynamo-items.ts';

/** Partition of the endpoints. */
export const ENDPOINTS = 'webhook-endpoints';

/** Prefix of the sort keys of records. */
export const RECORD = 'record#';
/** Prefix of the sort keys of what is due. */
export const DUE = 'due#';

const key = (pk: string, sk: string): Item => ({ pk: { S: pk }, sk: { S: sk } });

/** Partition of the deliveries of an endpoint. */
export const partitionOf = (endpointId: string): string => `webhook#${endpointId}`;

/** Key of an endpoint. */
export const endpointKey = (endpointId: string): Item => key(ENDPOINTS, endpointId);

/** Key of the note that makes a delivery unique. */
export const noteKey = (endpointId: string, deliveryId: string): Item => key(partitionOf(endpointId), `note#${deliveryId}`);

/** Key of a record by the place that its note and its `due` item name. */
export const recordKey = (endpointId: string, place: string): Item => key(partitionOf(endpointId), `${RECORD}${place}`);

/** Where a record lies among those of its endpoint: by creation, then by id. */
export const placeOf = ({ createdAt, deliveryId }: Pick<WebhookDelivery, 'createdAt' | 'deliveryId'>): string =>
  `${sortable(createdAt)}#${deliveryId}`;

/** Key of a pending delivery among what is due; undefined when it is not pending. */
export const dueKey = (delivery: WebhookDelivery): Item | undefined =>
  delivery.nextAttemptAt === undefined
    ? undefined
    : key(partitionOf(delivery.endpointId), `${DUE}${sortable(delivery.nextAttemptAt)}#${delivery.deliveryId}`);

/** An endpoint as an item. */
export const endpointItem = (endpoint: WebhookEndpoint): Item => ({
  ...endpointKey(endpoint.endpointId),
  revision: { N: String(endpoint.revision) },
  body: { S: JSON.stringify(endpoint) },
});

/** DynamoDB removes items some time after `expiresAt` (epoch seconds), when the table names that attribute for it. */
const expiry = (delivery: WebhookDelivery): Item => ({ expiresAt: { N: String(Math.ceil(delivery.expiresAt / 1000)) } });

/** The record of a delivery as an item. */
export const recordItem = (delivery: WebhookDelivery): Item => ({
  ...recordKey(delivery.endpointId, placeOf(delivery)),
  revision: { N: String(delivery.revision) },
  deliveryState: { S: delivery.state },
  ...expiry(delivery),
  body: { S: JSON.stringify(delivery) },
});

/** The note of a delivery as an item; written again with every round, since a redelivery lives longer. */
export const noteItem = (delivery: WebhookDelivery): Item => ({
  ...noteKey(delivery.endpointId, delivery.deliveryId),
  place: { S: placeOf(delivery) },
  ...expiry(delivery),
});

/** The place of a pending delivery among what is due, as an item. */
export const dueItem = (delivery: WebhookDelivery): Item | undefined => {
  const due = dueKey(delivery);
  return due === undefined ? undefined : { ...due, place: { S: placeOf(delivery) }, ...expiry(delivery) };
};

/** The place that a note or a `due` item names. */
export const placeIn = (item: Item | undefined): string | undefined => textOf(item, 'place');
