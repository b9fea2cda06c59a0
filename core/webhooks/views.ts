/** Endpoints and deliveries as the API shows them: schemas for the document, and the records without what nobody may see. */

import * as z from 'zod/mini';
import { EVENT_NAMES } from '../events/message.ts';
import { isoTime } from '../iso-time.ts';
import { omitUndefined } from '../omit-undefined.ts';
import { DELIVERY_STATES, type WebhookDelivery } from './delivery.ts';
import type { WebhookEndpoint } from './endpoint.ts';

const instant = z.string().check(z.meta({ description: 'ISO 8601.' }));

/** Schema of {@link EndpointView}. */
export const endpointViewSchema = z.strictObject({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(EVENT_NAMES)),
  description: z.optional(z.string()),
  createdAt: instant,
  disabledAt: z.optional(instant).check(z.meta({ description: 'Since when nothing is sent: the endpoint answered 410 Gone.' })),
});
/** An endpoint without its secrets. */
export type EndpointView = z.infer<typeof endpointViewSchema>;

/** Schema of {@link EndpointWithSecret}. */
export const endpointWithSecretSchema = z.strictObject({
  ...endpointViewSchema.shape,
  secret: z.string().check(z.meta({ description: 'whsec_ and the key in base64. Shown this once: store it now.' })),
});
/** An endpoint at the one moment at which its secret is shown. */
export type EndpointWithSecret = z.infer<typeof endpointWithSecretSchema>;

/** Schema of {@link DeliveryView}. */
export const deliveryViewSchema = z.strictObject({
  id: z.string().check(z.meta({ description: 'The webhook-id of the message.' })),
  type: z.string(),
  editId: z.optional(z.string()),
  state: z.enum(DELIVERY_STATES).check(z.meta({ description: 'DEAD: given up; deliver it again by hand.' })),
  createdAt: instant,
  attempts: z.int().check(z.meta({ description: 'Attempts of this round.' })),
  nextAttemptAt: z.optional(instant),
  deliveredAt: z.optional(instant),
  log: z.array(z.strictObject({ at: instant, ms: z.number(), status: z.optional(z.int()), code: z.optional(z.string()) })),
});
/** A delivery with what became of its attempts, oldest first. */
export type DeliveryView = z.infer<typeof deliveryViewSchema>;

/** An endpoint as it is shown. */
export const endpointView = (endpoint: WebhookEndpoint): EndpointView => ({
  id: endpoint.endpointId,
  url: endpoint.url,
  events: [...endpoint.events],
  ...omitUndefined({ description: endpoint.description }),
  createdAt: isoTime(endpoint.createdAt),
  ...(endpoint.disabledAt === undefined ? {} : { disabledAt: isoTime(endpoint.disabledAt) }),
});

/** A delivery as it is shown. */
export const deliveryView = (delivery: WebhookDelivery): DeliveryView => ({
  id: delivery.deliveryId,
  type: delivery.type,
  ...omitUndefined({ editId: delivery.editId }),
  state: delivery.state,
  createdAt: isoTime(delivery.createdAt),
  attempts: delivery.attempts,
  ...(delivery.nextAttemptAt === undefined ? {} : { nextAttemptAt: isoTime(delivery.nextAttemptAt) }),
  ...(delivery.deliveredAt === undefined ? {} : { deliveredAt: isoTime(delivery.deliveredAt) }),
  log: delivery.log.map(({ at, ...rest }) => ({ at: isoTime(at), ...rest })),
});
