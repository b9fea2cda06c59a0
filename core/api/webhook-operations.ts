/** The routes of webhooks: a part of operations.ts. */
import * as z from 'zod/mini';
import { DELIVERY_STATES } from '../webhooks/delivery.ts';
import { endpointRequestSchema } from '../webhooks/endpoint.ts';
import { deliveryViewSchema, endpointViewSchema, endpointWithSecretSchema } from '../webhooks/views.ts';
import { noQuerySchema } from './bodies.ts';
import type { Operation } from './operation.ts';

const described = (description: string) => z.meta({ description });

/** Schema of the answer to `GET /webhooks`. */
export const endpointListSchema = z.strictObject({ webhooks: z.array(endpointViewSchema) });
/** Every endpoint. */
export type EndpointList = z.infer<typeof endpointListSchema>;

/** Schema of the answer to `GET /webhooks/{id}/deliveries`. */
export const deliveryListSchema = z.strictObject({
  deliveries: z.array(deliveryViewSchema),
  cursor: z.optional(z.string()).check(described('Ask with it for the next page; absent on the last one.')),
});
/** A page of deliveries. */
export type DeliveryList = z.infer<typeof deliveryListSchema>;

/** Query of `GET /webhooks/{id}/deliveries`. */
const deliveriesQuerySchema = z.strictObject({
  state: z.optional(z.enum(DELIVERY_STATES)).check(described('Only deliveries in this state; DEAD: given up.')),
  limit: z
    .optional(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'a whole number from 1 to 100')))
    .check(described('Deliveries a page, 1 to 100. Default 20.')),
  cursor: z.optional(z.string().check(z.maxLength(1000))).check(described('From the page before.')),
});

const one = (schema: z.core.$ZodType, description: string) => ({ 200: { description, schema } });

/** The routes, by operation id. */
export const WEBHOOK_OPERATIONS = {
  createWebhook: {
    method: 'POST',
    path: '/webhooks',
    summary: 'Add an endpoint that hears of edits; its signing secret is shown this once.',
    query: noQuerySchema,
    body: endpointRequestSchema,
    answers: { 201: { description: 'The endpoint, with its secret.', schema: endpointWithSecretSchema } },
    errors: [409, 422],
  },
  listWebhooks: {
    method: 'GET',
    path: '/webhooks',
    summary: 'List the endpoints, oldest first.',
    query: noQuerySchema,
    answers: one(endpointListSchema, 'Every endpoint, without secrets.'),
    errors: [],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Remove an endpoint and what waits for it.',
    query: noQuerySchema,
    answers: { 204: { description: 'Removed.' } },
    errors: [],
  },
  replaceWebhookSecret: {
    method: 'POST',
    path: '/webhooks/{id}/secret',
    summary: 'Give an endpoint a new secret; the one it had signs too for another day.',
    query: noQuerySchema,
    answers: one(endpointWithSecretSchema, 'The endpoint, with its new secret.'),
    errors: [],
  },
  enableWebhook: {
    method: 'POST',
    path: '/webhooks/{id}/enable',
    summary: 'Send to an endpoint again that was disabled because it answered 410 Gone.',
    query: noQuerySchema,
    answers: one(endpointViewSchema, 'The endpoint.'),
    errors: [],
  },
  testWebhook: {
    method: 'POST',
    path: '/webhooks/{id}/test',
    summary: 'Send a message of type webhook.test now and see what becomes of it.',
    query: noQuerySchema,
    answers: one(deliveryViewSchema, 'The delivery after this attempt.'),
    errors: [],
  },
  listDeliveries: {
    method: 'GET',
    path: '/webhooks/{id}/deliveries',
    summary: 'List the deliveries of an endpoint, newest first, with every attempt.',
    query: deliveriesQuerySchema,
    answers: one(deliveryListSchema, 'A page of deliveries.'),
    errors: [],
  },
  redeliver: {
    method: 'POST',
    path: '/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send one delivery again now, with the same id and body.',
    query: noQuerySchema,
    answers: one(deliveryViewSchema, 'The delivery after this attempt.'),
    errors: [409],
  },
} as const satisfies Readonly<Record<string, Operation>>;
