/** What a person does with webhooks: add, look, change, try, deliver again. */
import { InvalidEdit, Unavailable } from '../errors.ts';
import { begun, claimByHand, type DeliveryState, testDeliveryOf } from '../webhooks/delivery.ts';
import {
  type EndpointRequest,
  enable,
  MAX_ENDPOINTS,
  newEndpoint,
  rotateSecret,
  type WebhookEndpoint,
} from '../webhooks/endpoint.ts';
import { endpointUrlProblem } from '../webhooks/endpoint-url.ts';
import { formatSecret, SECRET_BYTES } from '../webhooks/secret.ts';
import { type DeliveryView, deliveryView, type EndpointView, type EndpointWithSecret, endpointView } from '../webhooks/views.ts';
import { compareAndSwap } from './compare-and-swap.ts';
import { type DeliverDeps, sendClaimed } from './deliver-webhooks.ts';

/** What managing needs besides sending. */
export interface WebhookAdminDeps extends DeliverDeps {
  /** Unguessable bytes. */
  randomBytes(length: number): Uint8Array;
  /** Whether endpoints may be on the own machine or network, and plain http. */
  readonly allowPrivate: boolean;
}

const MAX_CONFLICTS = 5;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Adds an endpoint and answers it with its secret, for the only time. @throws InvalidEdit WEBHOOK_URL_REFUSED, TOO_MANY_WEBHOOKS */
export const addEndpoint = async (deps: WebhookAdminDeps, request: EndpointRequest): Promise<EndpointWithSecret> => {
  const problem = endpointUrlProblem(request.url, deps);
  if (problem !== undefined) throw urlRefused(problem);
  if ((await deps.store.endpoints()).length >= MAX_ENDPOINTS) throw tooMany();
  const endpointId = `we_${hex(deps.randomBytes(12))}`;
  const secret = formatSecret(deps.randomBytes(SECRET_BYTES));
  const endpoint = newEndpoint(request, { endpointId, secret, now: deps.clock.now() });
  if ((await deps.store.createEndpoint(endpoint)) === 'exists') throw conflict(endpointId);
  return { ...endpointView(endpoint), secret };
};

/** Every endpoint, oldest first. */
export const listEndpoints = async ({ store }: Pick<WebhookAdminDeps, 'store'>): Promise<readonly EndpointView[]> =>
  (await store.endpoints()).map(endpointView);

/** Removes an endpoint with what waits for it. @throws InvalidEdit WEBHOOK_NOT_FOUND */
export const removeEndpoint = async ({ store }: Pick<WebhookAdminDeps, 'store'>, endpointId: string): Promise<void> => {
  if (!(await store.deleteEndpoint(endpointId))) throw endpointNotFound(endpointId);
};

/** Gives the endpoint a new secret; the one before signs too for another day. @throws InvalidEdit WEBHOOK_NOT_FOUND */
export const replaceSecret = async (deps: WebhookAdminDeps, endpointId: string): Promise<EndpointWithSecret> => {
  const secret = formatSecret(deps.randomBytes(SECRET_BYTES));
  const endpoint = await changeEndpoint(deps, endpointId, (current) => rotateSecret(current, secret, deps.clock.now()));
  return { ...endpointView(endpoint), secret };
};

/** Sends to a disabled endpoint again, from the next event on. @throws InvalidEdit WEBHOOK_NOT_FOUND */
export const enableEndpoint = async (deps: WebhookAdminDeps, endpointId: string): Promise<EndpointView> =>
  endpointView(await changeEndpoint(deps, endpointId, enable));

/** A page of deliveries, newest first. @throws InvalidEdit WEBHOOK_NOT_FOUND */
export const listDeliveries = async (
  deps: Pick<WebhookAdminDeps, 'store'>,
  endpointId: string,
  query: { readonly limit: number; readonly cursor?: string; readonly state?: DeliveryState },
): Promise<{ readonly deliveries: readonly DeliveryView[]; readonly cursor?: string }> => {
  await need(deps, endpointId);
  const page = await deps.store.deliveries(endpointId, query);
  return { ...page, deliveries: page.deliveries.map(deliveryView) };
};

/** Sends a message of type `webhook.test` now and answers what became of it; the endpoint may be disabled. @throws InvalidEdit WEBHOOK_NOT_FOUND */
export const testEndpoint = async (deps: WebhookAdminDeps, endpointId: string): Promise<DeliveryView> => {
  const endpoint = await need(deps, endpointId);
  const now = deps.clock.now();
  const claimed = begun(testDeliveryOf(endpoint, hex(deps.randomBytes(8)), now), now);
  if ((await deps.store.createDelivery(claimed)) === 'exists') throw conflict(endpointId);
  return deliveryView((await sendClaimed(deps, endpoint, claimed)).delivery);
};

/**
 * Sends one delivery again now, with the same id and body, whatever became of it, and answers what became of it this time.
 * @throws InvalidEdit WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND, DELIVERY_UNDER_WAY
 */
export const redeliver = async (deps: WebhookAdminDeps, endpointId: string, deliveryId: string): Promise<DeliveryView> => {
  const endpoint = await need(deps, endpointId);
  const delivery = await deps.store.delivery(endpointId, deliveryId);
  if (delivery === undefined) throw deliveryNotFound(endpointId, deliveryId);
  const claimed = claimByHand(delivery, deps.clock.now());
  if (claimed === undefined) throw underWay(deliveryId);
  if ((await deps.store.commitDelivery(delivery, claimed)) === 'conflict') throw underWay(deliveryId);
  return deliveryView((await sendClaimed(deps, endpoint, claimed)).delivery);
};

const need = async ({ store }: Pick<WebhookAdminDeps, 'store'>, endpointId: string): Promise<WebhookEndpoint> => {
  const endpoint = await store.endpoint(endpointId);
  if (endpoint === undefined) throw endpointNotFound(endpointId);
  return endpoint;
};

const changeEndpoint = async (
  deps: Pick<WebhookAdminDeps, 'store'>,
  endpointId: string,
  change: (endpoint: WebhookEndpoint) => WebhookEndpoint,
): Promise<WebhookEndpoint> => {
  const swapped = await compareAndSwap<WebhookEndpoint>({
    tries: MAX_CONFLICTS,
    read: () => need(deps, endpointId),
    decide: (current) => {
      const next = change(current);
      return next === current ? undefined : next;
    },
    write: (_current, next) => deps.store.commitEndpoint(next),
  });
  if (swapped.outcome === 'conflict') throw conflict(endpointId);
  return swapped.record;
};

const urlRefused = (problem: string): InvalidEdit =>
  new InvalidEdit({
    code: 'WEBHOOK_URL_REFUSED',
    message: `the webhook URL cannot be used: ${problem}`,
    hint: 'Give an https URL on a public host and the default port. On your own machine, private addresses can be allowed (docs/webhooks.md).',
  });

const tooMany = (): InvalidEdit =>
  new InvalidEdit({
    code: 'TOO_MANY_WEBHOOKS',
    message: `there are already ${MAX_ENDPOINTS} webhook endpoints`,
    hint: 'Remove one with DELETE /webhooks/{id}, or let one endpoint pass messages on.',
  });

const endpointNotFound = (endpointId: string): InvalidEdit =>
  new InvalidEdit({
    code: 'WEBHOOK_NOT_FOUND',
    message: `there is no webhook endpoint ${endpointId}`,
    hint: 'Check the id; ids are listed by GET /webhooks.',
  });

const deliveryNotFound = (endpointId: string, deliveryId: string): InvalidEdit =>
  new InvalidEdit({
    code: 'DELIVERY_NOT_FOUND',
    message: `webhook endpoint ${endpointId} has no delivery ${deliveryId}`,
    hint: `Check the id; ids are listed by GET /webhooks/${endpointId}/deliveries. Deliveries are kept for 30 days.`,
  });

const underWay = (deliveryId: string): InvalidEdit =>
  new InvalidEdit({
    code: 'DELIVERY_UNDER_WAY',
    message: `delivery ${deliveryId} is being sent at this moment`,
    hint: 'Look at what becomes of it within a minute, then ask again if it is still needed.',
  });

const conflict = (endpointId: string): Unavailable =>
  new Unavailable({
    code: 'WEBHOOK_CONFLICT',
    message: `webhook endpoint ${endpointId} was changed by others at the same time`,
    hint: 'Send the request again.',
  });
