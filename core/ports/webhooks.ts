/** Webhooks: where endpoints and deliveries are kept, and how one message is sent. */
import type { DeliveryState, SendOutcome, WebhookDelivery } from '../webhooks/delivery.ts';
import type { WebhookEndpoint } from '../webhooks/endpoint.ts';

/** A page of deliveries, newest first. */
export interface DeliveryPage {
  readonly deliveries: readonly WebhookDelivery[];
  readonly cursor?: string;
}

/** Endpoints and deliveries. Every write is a compare-and-set; reads by id and `due` are strongly consistent. Every method may throw Unavailable. */
export interface WebhookStore {
  /** Writes a new endpoint (revision 1); `exists` when the id is taken. */
  createEndpoint(endpoint: WebhookEndpoint): Promise<'created' | 'exists'>;
  endpoint(endpointId: string): Promise<WebhookEndpoint | undefined>;
  /** Every endpoint, oldest first. */
  endpoints(): Promise<readonly WebhookEndpoint[]>;
  /** Replaces the record of revision `next.revision - 1`; `conflict` when it is another one or gone. */
  commitEndpoint(next: WebhookEndpoint): Promise<'committed' | 'conflict'>;
  /** Removes an endpoint; its deliveries are no longer reachable. `false` when there was none. */
  deleteEndpoint(endpointId: string): Promise<boolean>;
  /** Writes a new delivery unless the endpoint already has one of this id. */
  createDelivery(delivery: WebhookDelivery): Promise<'created' | 'exists'>;
  delivery(endpointId: string, deliveryId: string): Promise<WebhookDelivery | undefined>;
  /** Replaces `previous` by `next` (next.revision = previous.revision + 1) when the stored revision is still previous.revision. */
  commitDelivery(previous: WebhookDelivery, next: WebhookDelivery): Promise<'committed' | 'conflict'>;
  /** Deliveries of one endpoint whose `nextAttemptAt` is `now` (epoch ms) or before, longest due first. */
  due(endpointId: string, now: number, limit: number): Promise<readonly WebhookDelivery[]>;
  /** Deliveries of one endpoint by creation, newest first. */
  deliveries(
    endpointId: string,
    query: { readonly limit: number; readonly cursor?: string; readonly state?: DeliveryState },
  ): Promise<DeliveryPage>;
}

/** One POST to a consumer. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends one message, once: 15 s at most, no redirect followed, public addresses only unless allowed. Never throws. */
export interface WebhookSender {
  send(request: WebhookRequest): Promise<SendOutcome>;
}
