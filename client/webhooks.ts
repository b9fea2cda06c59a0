/** Webhook endpoints and their deliveries. */
import type { DeliveryList, EndpointList } from '#core/api/webhook-operations.ts';
import type { EndpointRequest } from '#core/webhooks/endpoint.ts';
import type { DeliveryView, EndpointView, EndpointWithSecret } from '#core/webhooks/views.ts';
import type { Call, CallOptions } from './call.ts';

/** What a list of deliveries is narrowed to. */
export interface DeliveriesQuery {
  readonly state?: DeliveryView['state'];
  /** Deliveries a page. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** The webhooks of an API. Every method rejects with ApiError. */
export interface Webhooks {
  /** Adds an endpoint; the answer holds its secret, this once. */
  add(request: EndpointRequest, options?: CallOptions): Promise<EndpointWithSecret>;
  list(options?: CallOptions): Promise<readonly EndpointView[]>;
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Gives the endpoint a new secret; the one it had signs too for a day. */
  replaceSecret(id: string, options?: CallOptions): Promise<EndpointWithSecret>;
  /** Sends to an endpoint again that was disabled because it answered 410 Gone. */
  enable(id: string, options?: CallOptions): Promise<EndpointView>;
  /** Sends a message of type webhook.test now. */
  test(id: string, options?: CallOptions): Promise<DeliveryView>;
  /** One page, newest first. */
  deliveries(id: string, query?: DeliveriesQuery, options?: CallOptions): Promise<DeliveryList>;
  /** Sends one delivery again now, same id and body. */
  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<DeliveryView>;
}

const path = (id: string, ...below: readonly string[]): string =>
  ['/webhooks', ...[id, ...below].map(encodeURIComponent)].join('/');

/** The webhooks of an API, over its calls. */
export const createWebhooks = (call: Call): Webhooks => ({
  add: (body, { signal } = {}) => call({ method: 'POST', path: '/webhooks', body, signal }),
  list: async ({ signal } = {}) => (await call<EndpointList>({ method: 'GET', path: '/webhooks', signal })).webhooks,
  remove: (id, { signal } = {}) => call({ method: 'DELETE', path: path(id), signal }),
  replaceSecret: (id, { signal } = {}) => call({ method: 'POST', path: path(id, 'secret'), signal }),
  enable: (id, { signal } = {}) => call({ method: 'POST', path: path(id, 'enable'), signal }),
  test: (id, { signal } = {}) => call({ method: 'POST', path: path(id, 'test'), signal }),
  deliveries: (id, query = {}, { signal } = {}) =>
    call({ method: 'GET', path: path(id, 'deliveries'), query: { ...query }, signal }),
  redeliver: (id, deliveryId, { signal } = {}) =>
    call({ method: 'POST', path: path(id, 'deliveries', deliveryId, 'redeliver'), signal }),
});
