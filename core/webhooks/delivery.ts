/**
 * A delivery: one message for one endpoint, from the first attempt until it arrived or was given up. A record is claimed before it is
 * sent: the claim counts the attempt and moves `nextAttemptAt` to the end of a lease, so that two invocations do not send it at the
 * same moment, and an invocation that dies on the way leaves it due again.
 */

import type { EditEvent } from '../events/events.ts';
import { messageOf } from '../events/message.ts';
import { hashOf } from '../ids.ts';
import type { WebhookEndpoint } from './endpoint.ts';
import { retryDelayMs } from './schedule.ts';

/** How long one attempt may take before the record is due again, in ms: the request's 15 s, and what a function needs around it. */
export const LEASE_MS = 60_000;

/** How long a delivery is kept, in ms. */
const DELIVERY_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** How many attempts a record remembers, newest last. */
const REMEMBERED_ATTEMPTS = 20;

/** Every state of a delivery. DEAD: given up, kept for a person to redeliver. */
export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'DEAD'] as const;
/** One of {@link DELIVERY_STATES}. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of one POST: an HTTP status, or no answer. Never what the consumer's body said. */
export type SendOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'unanswered'; readonly code: SendFailure };

/** Why there was no answer. */
export type SendFailure =
  | 'URL_REFUSED'
  | 'ADDRESS_NOT_PUBLIC'
  | 'NAME_NOT_FOUND'
  | 'CONNECTION_FAILED'
  | 'TLS_FAILED'
  | 'TIMEOUT';

/** One attempt that ended; `at` in epoch ms. */
export interface DeliveryAttempt {
  readonly at: number;
  readonly ms: number;
  readonly status?: number;
  readonly code?: SendFailure;
}

/** One delivery as the store keeps it. Instants in epoch ms. */
export interface WebhookDelivery {
  /** The message's `webhook-id`: the same whenever this message is sent to this endpoint. */
  readonly deliveryId: string;
  readonly endpointId: string;
  /** Counts the writes; every write is conditional on the one it read. */
  readonly revision: number;
  readonly state: DeliveryState;
  readonly type: string;
  readonly editId?: string;
  /** Exactly what is sent. */
  readonly body: string;
  readonly createdAt: number;
  /** Attempts of this round; a redelivery begins a new one. */
  readonly attempts: number;
  /** Only while PENDING. */
  readonly nextAttemptAt?: number;
  /** Only while an attempt is under way: nobody else may begin one before. */
  readonly leasedUntil?: number;
  readonly deliveredAt?: number;
  readonly log: readonly DeliveryAttempt[];
  /** When the record may be forgotten. */
  readonly expiresAt: number;
}

const idOf = (...parts: readonly string[]): string => `msg_${hashOf('webhook', ...parts)}`;

/** The delivery of an event to an endpoint, due now. The same event and endpoint always make the same `deliveryId`. */
export const deliveryOf = (event: EditEvent, endpoint: WebhookEndpoint, now: number): WebhookDelivery => {
  const message = messageOf(event);
  const deliveryId = idOf(event.id, endpoint.endpointId);
  return { ...fresh(endpoint, deliveryId, now), type: message.type, editId: event.detail.editId, body: JSON.stringify(message) };
};

/** A delivery that only shows whether the endpoint works; `nonce` makes it different from earlier ones. */
export const testDeliveryOf = (endpoint: WebhookEndpoint, nonce: string, now: number): WebhookDelivery => {
  const type = 'webhook.test';
  const data = { endpointId: endpoint.endpointId };
  const body = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
  return { ...fresh(endpoint, idOf('test', nonce, endpoint.endpointId), now), type, body };
};

const fresh = (endpoint: WebhookEndpoint, deliveryId: string, now: number) => ({
  deliveryId,
  endpointId: endpoint.endpointId,
  revision: 1,
  state: 'PENDING' as const,
  createdAt: now,
  attempts: 0,
  nextAttemptAt: now,
  log: [],
  expiresAt: now + DELIVERY_RETENTION_MS,
});

/** Whether a scheduled attempt should begin now. */
export const isDue = (delivery: WebhookDelivery, now: number): boolean =>
  delivery.state === 'PENDING' && (delivery.nextAttemptAt ?? Number.POSITIVE_INFINITY) <= now;

/** The record with an attempt begun, next revision. Write it before sending; only who wrote it may send. */
export const claim = (delivery: WebhookDelivery, now: number): WebhookDelivery => ({
  ...begun(delivery, now),
  revision: delivery.revision + 1,
});

/** The record as {@link claim} would make it, still of the same revision: for one that is only being created. */
export const begun = (delivery: WebhookDelivery, now: number): WebhookDelivery => ({
  ...delivery,
  attempts: delivery.attempts + 1,
  nextAttemptAt: now + LEASE_MS,
  leasedUntil: now + LEASE_MS,
});

/**
 * The record with an attempt begun because a person asked for it, whatever its state; undefined while an attempt is under way.
 * One that was delivered or given up begins a new round.
 */
export const claimByHand = (delivery: WebhookDelivery, now: number): WebhookDelivery | undefined => {
  if (now < (delivery.leasedUntil ?? 0)) return undefined;
  const { deliveredAt: _was, ...rest } = delivery;
  const newRound = delivery.state === 'PENDING' ? {} : { attempts: 0, expiresAt: now + DELIVERY_RETENTION_MS };
  return claim({ ...rest, ...newRound, state: 'PENDING' }, now);
};

/** The record after an attempt that began at `startedAt`, next revision. */
export const recordAttempt = (
  claimed: WebhookDelivery,
  outcome: SendOutcome,
  startedAt: number,
  now: number,
): WebhookDelivery => {
  const attempt: DeliveryAttempt = {
    at: startedAt,
    ms: now - startedAt,
    ...(outcome.kind === 'answered' ? { status: outcome.status } : { code: outcome.code }),
  };
  const ended = { ...released(claimed), log: [...claimed.log, attempt].slice(-REMEMBERED_ATTEMPTS) };
  if (isSuccess(outcome)) return { ...ended, state: 'DELIVERED', deliveredAt: now };
  const delay = isGone(outcome) ? undefined : retryDelayMs(claimed.attempts, claimed.deliveryId, retryAfter(outcome));
  if (delay === undefined) return { ...ended, state: 'DEAD' };
  return { ...ended, nextAttemptAt: now + delay };
};

/** The record given up without an attempt (its endpoint is disabled), next revision. */
export const giveUp = (delivery: WebhookDelivery): WebhookDelivery => ({ ...released(delivery), state: 'DEAD' });

const released = (delivery: WebhookDelivery): WebhookDelivery => {
  const { nextAttemptAt: _due, leasedUntil: _lease, ...rest } = delivery;
  return { ...rest, revision: delivery.revision + 1 };
};

/** Whether the consumer took the message: any 2xx. */
const isSuccess = (outcome: SendOutcome): boolean => statusOf(outcome) >= 200 && statusOf(outcome) <= 299;

/** Whether the consumer wants no more messages: 410 Gone. */
export const isGone = (outcome: SendOutcome): boolean => statusOf(outcome) === 410;

// Stryker disable next-line ConditionalExpression: equivalent - what was not answered has no status to read either
const statusOf = (outcome: SendOutcome): number => (outcome.kind === 'answered' ? outcome.status : 0);

// Stryker disable next-line ConditionalExpression: equivalent - what was not answered asks for no time either
const retryAfter = (outcome: SendOutcome): number => (outcome.kind === 'answered' ? (outcome.retryAfterMs ?? 0) : 0);
