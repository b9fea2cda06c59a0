/** Webhook endpoints, deliveries and events for tests, and a sender that only writes down what it was given. */
import { type EditEvent, MOMENTS, type PublishedState } from '#core/events/events.ts';
import { hashOf } from '#core/ids.ts';
import type { WebhookRequest, WebhookSender } from '#core/ports/webhooks.ts';
import { deliveryOf, type SendOutcome, type WebhookDelivery } from '#core/webhooks/delivery.ts';
import { newEndpoint, type WebhookEndpoint } from '#core/webhooks/endpoint.ts';
import { formatSecret } from '#core/webhooks/secret.ts';
import { idOf } from './edits.ts';
import { VIRTUAL_EPOCH } from './virtual-clock.ts';

/** A secret for a readable name. */
export const secretOf = (name: string): string => formatSecret(new TextEncoder().encode(hashOf(name)));

/** An endpoint that hears of everything that ends. */
export const endpointOf = (name = 'shop', change: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  ...newEndpoint(
    { url: `https://${name}.example/hooks` },
    { endpointId: `we_${name}`, secret: secretOf(name), now: VIRTUAL_EPOCH },
  ),
  ...change,
});

/** An event about an edit. */
export const eventOf = (state: PublishedState = 'SUCCEEDED', name = 'edit'): EditEvent => ({
  id: `event-${state}-${name}`,
  detailType: MOMENTS[state].detailType,
  detail: {
    version: '1',
    editId: idOf(name),
    state,
    time: new Date(VIRTUAL_EPOCH).toISOString(),
    source: { kind: 'upload', key: 'uploads/clock.png', versionId: 'v1' },
    resultPrefix: `results/clock.png/${idOf(name)}/`,
    results: state === 'SUCCEEDED' ? [`results/clock.png/${idOf(name)}/1.png`] : [],
  },
});

/** A delivery that is due at `at`. */
export const pendingDelivery = (name = 'edit', endpoint = endpointOf(), at = VIRTUAL_EPOCH): WebhookDelivery =>
  deliveryOf(eventOf('SUCCEEDED', name), endpoint, at);

/** A {@link WebhookSender} with a look inside. */
export interface RecordingSender extends WebhookSender {
  /** Every message, in order. */
  readonly sent: readonly WebhookRequest[];
}

/** A sender that writes down what it was given; `reply` says what the consumer answers (default 204). */
export const createRecordingSender = (
  reply: (request: WebhookRequest) => SendOutcome | Promise<SendOutcome> = () => ({ kind: 'answered', status: 204 }),
): RecordingSender => {
  const sent: WebhookRequest[] = [];
  return {
    sent,
    send: async (request) => {
      sent.push(request);
      return await reply(request);
    },
  };
};
