/** Webhook endpoints and deliveries in memory: every sentence of core/ports/webhooks.ts, nothing kept. */
import type { WebhookStore } from '#core/ports/webhooks.ts';
import type { WebhookDelivery } from '#core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '#core/webhooks/endpoint.ts';

/** An empty store. */
export const createMemoryWebhooks = (): WebhookStore => {
  const endpoints = new Map<string, WebhookEndpoint>();
  const deliveries = new Map<string, WebhookDelivery>();
  const keyOf = ({ endpointId, deliveryId }: Pick<WebhookDelivery, 'endpointId' | 'deliveryId'>): string =>
    `${endpointId}#${deliveryId}`;
  const ofEndpoint = (endpointId: string): readonly WebhookDelivery[] =>
    [...deliveries.values()].filter((delivery) => delivery.endpointId === endpointId);

  return {
    createEndpoint: async (endpoint) => {
      if (endpoints.has(endpoint.endpointId)) return 'exists';
      endpoints.set(endpoint.endpointId, structuredClone(endpoint));
      return 'created';
    },
    endpoint: async (endpointId) => structuredClone(endpoints.get(endpointId)),
    endpoints: async () => structuredClone([...endpoints.values()].sort((a, b) => a.createdAt - b.createdAt)),
    commitEndpoint: async (next) => {
      if (endpoints.get(next.endpointId)?.revision !== next.revision - 1) return 'conflict';
      endpoints.set(next.endpointId, structuredClone(next));
      return 'committed';
    },
    deleteEndpoint: async (endpointId) => endpoints.delete(endpointId),
    createDelivery: async (delivery) => {
      if (deliveries.has(keyOf(delivery))) return 'exists';
      deliveries.set(keyOf(delivery), structuredClone(delivery));
      return 'created';
    },
    delivery: async (endpointId, deliveryId) => structuredClone(deliveries.get(keyOf({ endpointId, deliveryId }))),
    commitDelivery: async (previous, next) => {
      if (deliveries.get(keyOf(previous))?.revision !== previous.revision) return 'conflict';
      deliveries.set(keyOf(next), structuredClone(next));
      return 'committed';
    },
    due: async (endpointId, now, limit) =>
      structuredClone(
        ofEndpoint(endpointId)
          .filter(({ nextAttemptAt }) => nextAttemptAt !== undefined && nextAttemptAt <= now)
          .sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))
          .slice(0, limit),
      ),
    deliveries: async (endpointId, { limit, cursor, state }) => {
      const matching = ofEndpoint(endpointId)
        .filter((delivery) => state === undefined || delivery.state === state)
        .map((delivery) => ({ delivery, place: `${String(delivery.createdAt).padStart(15, '0')}:${delivery.deliveryId}` }))
        .sort((a, b) => (a.place < b.place ? 1 : -1))
        .filter(({ place }) => cursor === undefined || place < cursor);
      const page = matching.slice(0, limit);
      const last = page.at(-1);
      return {
        deliveries: structuredClone(page.map(({ delivery }) => delivery)),
        ...(matching.length > limit && last !== undefined ? { cursor: last.place } : {}),
      };
    },
  };
};
