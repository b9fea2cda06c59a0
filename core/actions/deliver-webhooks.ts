/** Sending webhooks: what is due, once at a time, with the outcome written down. */

import type { EditEvent } from '../events/events.ts';
import { eventName } from '../events/message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { WebhookSender, WebhookStore } from '../ports/webhooks.ts';
import {
  begun,
  claim,
  deliveryOf,
  giveUp,
  isDue,
  isGone,
  recordAttempt,
  type SendOutcome,
  type WebhookDelivery,
} from '../webhooks/delivery.ts';
import { disable, signingSecrets, type WebhookEndpoint, wants } from '../webhooks/endpoint.ts';
import { ATTEMPTS_PER_ROUND } from '../webhooks/schedule.ts';
import { signWebhook } from '../webhooks/sign.ts';

/** What sending needs. */
export interface DeliverDeps {
  readonly store: WebhookStore;
  readonly sender: WebhookSender;
  readonly clock: Pick<Clock, 'now'>;
  readonly telemetry: Telemetry;
}

/** Deliveries of one endpoint that are under way at once. */
const LANES_PER_ENDPOINT = 4;

/** Deliveries of one endpoint that one run takes at most. */
const DUE_PER_RUN = 100;

/**
 * Sends an event to every endpoint that wants it, all at once. The same event again sends nothing that was sent, is under way, or
 * waits for its next attempt. Every endpoint gets its chance before an error of the store comes through.
 */
export const sendEvent = async (deps: DeliverDeps, event: EditEvent): Promise<void> => {
  const endpoints = await deps.store.endpoints();
  const wanting = endpoints.filter((endpoint) => wants(endpoint, eventName(event.detailType)));
  await everyOne(wanting.map((endpoint) => sendFirst(deps, endpoint, event)));
};

const sendFirst = async (deps: DeliverDeps, endpoint: WebhookEndpoint, event: EditEvent): Promise<void> => {
  const now = deps.clock.now();
  const claimed = begun(deliveryOf(event, endpoint, now), now);
  if ((await deps.store.createDelivery(claimed)) === 'created') {
    await sendClaimed(deps, endpoint, claimed);
    return;
  }
  const existing = await deps.store.delivery(endpoint.endpointId, claimed.deliveryId);
  if (existing !== undefined && isDue(existing, now)) await claimAndSend(deps, endpoint, existing);
};

/**
 * Sends what is due, endpoint by endpoint side by side, so that one that answers slowly delays only its own. Begins no attempt
 * after `budgetMs`; what is left stays due. What waits for a disabled endpoint is given up.
 */
export const sendDue = async (deps: DeliverDeps, { budgetMs }: { readonly budgetMs: number }): Promise<void> => {
  const until = deps.clock.now() + budgetMs;
  const endpoints = await deps.store.endpoints();
  await everyOne(endpoints.map((endpoint) => sendDueTo(deps, endpoint, until)));
};

const sendDueTo = async (deps: DeliverDeps, endpoint: WebhookEndpoint, until: number): Promise<void> => {
  const due = [...(await deps.store.due(endpoint.endpointId, deps.clock.now(), DUE_PER_RUN))];
  let gone = false;
  const createLock = async (): Promise<void> => {
    for (let next = due.shift(); next !== undefined && !gone && deps.clock.now() < until; next = due.shift()) {
      if (endpoint.disabledAt !== undefined) await abandon(deps, next, 'ENDPOINT_DISABLED');
      else gone = (await claimAndSend(deps, endpoint, next)) === 'gone' || gone;
    }
  };
  await everyOne(Array.from({ length: LANES_PER_ENDPOINT }, createLock));
};

const abandon = async (
  deps: DeliverDeps,
  delivery: WebhookDelivery,
  reason: 'ENDPOINT_DISABLED' | 'ATTEMPTS_SPENT',
): Promise<void> => {
  if ((await deps.store.commitDelivery(delivery, giveUp(delivery))) === 'conflict') return;
  deps.telemetry.log('warn', 'webhook dead', { ...idsOf(delivery), reason });
  deps.telemetry.measure('WebhookDead', 1);
};

/** Claims and sends. A record whose last attempt never ended (its invocation died) is due once more, but its round is over. */
const claimAndSend = async (
  deps: DeliverDeps,
  endpoint: WebhookEndpoint,
  delivery: WebhookDelivery,
): Promise<'gone' | 'done' | 'taken'> => {
  if (delivery.attempts >= ATTEMPTS_PER_ROUND) {
    await abandon(deps, delivery, 'ATTEMPTS_SPENT');
    // Stryker disable next-line StringLiteral: equivalent - only gone is asked for
    return 'done';
  }
  const claimed = claim(delivery, deps.clock.now());
  // Stryker disable next-line StringLiteral: equivalent - only gone is asked for
  if ((await deps.store.commitDelivery(delivery, claimed)) === 'conflict') return 'taken';
  return (await sendClaimed(deps, endpoint, claimed)).outcome;
};

/** Sends a delivery that this caller has claimed and written, and writes down what became of it; 410 disables the endpoint. */
export const sendClaimed = async (
  deps: DeliverDeps,
  endpoint: WebhookEndpoint,
  claimed: WebhookDelivery,
): Promise<{ readonly outcome: 'gone' | 'done'; readonly delivery: WebhookDelivery }> => {
  const startedAt = deps.clock.now();
  const outcome = await deps.sender.send(signed(endpoint, claimed, startedAt));
  const recorded = recordAttempt(claimed, outcome, startedAt, deps.clock.now());
  const written = await deps.store.commitDelivery(claimed, recorded);
  report(deps.telemetry, recorded, outcome, written);
  if (isGone(outcome)) await disableEndpoint(deps, endpoint.endpointId);
  // Stryker disable next-line StringLiteral: equivalent - only gone is asked for
  return { outcome: isGone(outcome) ? 'gone' : 'done', delivery: recorded };
};

const signed = (endpoint: WebhookEndpoint, { deliveryId, body }: WebhookDelivery, now: number) => {
  const content = { id: deliveryId, timestamp: Math.floor(now / 1000), body };
  return {
    url: endpoint.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'darkroom-webhooks/1',
      ...signWebhook(content, signingSecrets(endpoint, now)),
    },
    body,
  };
};

/** Stops sending to an endpoint. A change that somebody else made in between is kept: the next 410 disables it again. */
const disableEndpoint = async (deps: DeliverDeps, endpointId: string): Promise<void> => {
  const current = await deps.store.endpoint(endpointId);
  if (current === undefined || current.disabledAt !== undefined) return;
  if ((await deps.store.commitEndpoint(disable(current, deps.clock.now()))) === 'conflict') return;
  deps.telemetry.log('warn', 'webhook endpoint disabled', { endpointId, reason: '410 Gone' });
};

const MEASURE = { DELIVERED: 'WebhookDelivered', PENDING: 'WebhookFailed', DEAD: 'WebhookDead' } as const;

const report = (
  telemetry: Telemetry,
  recorded: WebhookDelivery,
  outcome: SendOutcome,
  written: 'committed' | 'conflict',
): void => {
  telemetry.log(recorded.state === 'DELIVERED' ? 'info' : 'warn', `webhook ${recorded.state.toLowerCase()}`, {
    ...idsOf(recorded),
    attempt: recorded.attempts,
    ...(outcome.kind === 'answered' ? { status: outcome.status } : { reason: outcome.code }),
    ...(written === 'conflict' ? { lostLease: true } : {}),
  });
  telemetry.measure(MEASURE[recorded.state], 1);
};

const idsOf = ({ editId, endpointId, deliveryId, type }: WebhookDelivery) => ({ editId, endpointId, deliveryId, type });

/** Waits for all of them, then fails with the first error if there was one. */
const everyOne = async (work: readonly Promise<void>[]): Promise<void> => {
  const outcomes = await Promise.allSettled(work);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};
