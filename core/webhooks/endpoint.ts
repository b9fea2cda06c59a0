/** A webhook endpoint: where a consumer wants to hear of edits, and of which moments. */

import * as z from 'zod/mini';
import type { EventName } from '../events/events.ts';
import { EVENT_NAMES, TERMINAL_EVENTS } from '../events/message.ts';
import { omitUndefined } from '../omit-undefined.ts';

/** How many endpoints there may be: each event is sent to every one that wants it. */
export const MAX_ENDPOINTS = 20;

/** How long a replaced secret still signs, in ms. */
export const SECRET_OVERLAP_MS = 24 * 60 * 60 * 1000;

/** Schema of {@link EndpointRequest}. */
export const endpointRequestSchema = z.strictObject({
  url: z
    .string()
    .check(z.minLength(1), z.maxLength(2000), z.meta({ description: 'Where to POST: an https URL on a public host.' })),
  events: z
    .optional(z.array(z.enum(EVENT_NAMES)).check(z.minLength(1), z.maxLength(EVENT_NAMES.length)))
    .check(z.meta({ description: `Which moments to send, exactly these. Default: ${TERMINAL_EVENTS.join(', ')}.` })),
  description: z
    .optional(z.string().check(z.maxLength(200)))
    .check(z.meta({ description: 'A note for people, at most 200 characters.' })),
});
/** What a consumer asks for. */
export type EndpointRequest = z.infer<typeof endpointRequestSchema>;

/** One secret of an endpoint; `until` (epoch ms) when it was replaced and stops signing then. */
export interface EndpointSecret {
  readonly secret: string;
  readonly until?: number;
}

/** One endpoint as the store keeps it. */
export interface WebhookEndpoint {
  readonly endpointId: string;
  /** Counts the writes; every write is conditional on the one it read. */
  readonly revision: number;
  readonly url: string;
  readonly events: readonly EventName[];
  readonly description?: string;
  /** Newest first. Never shown after it was made, never logged. */
  readonly secrets: readonly EndpointSecret[];
  /** Epoch ms. */
  readonly createdAt: number;
  /** Since when nothing is sent (epoch ms), and why: the consumer answered 410 Gone. */
  readonly disabledAt?: number;
}

/** What a new endpoint is made from; `secret` as formatSecret writes it, `now` in epoch ms. */
export interface NewEndpoint {
  readonly endpointId: string;
  readonly secret: string;
  readonly now: number;
}

/** A new endpoint, revision 1. Without a filter it hears of every moment after which nothing more happens. */
export const newEndpoint = (request: EndpointRequest, { endpointId, secret, now }: NewEndpoint): WebhookEndpoint => ({
  endpointId,
  revision: 1,
  url: request.url,
  events: inOrder(request.events ?? TERMINAL_EVENTS),
  ...omitUndefined({ description: request.description }),
  secrets: [{ secret }],
  createdAt: now,
});

const inOrder = (names: readonly EventName[]): readonly EventName[] => EVENT_NAMES.filter((name) => names.includes(name));

/** Whether the endpoint wants to hear of this moment and can. */
export const wants = (endpoint: WebhookEndpoint, name: EventName): boolean =>
  endpoint.disabledAt === undefined && endpoint.events.includes(name);

/** The secrets that sign now. */
export const signingSecrets = (endpoint: WebhookEndpoint, now: number): readonly string[] =>
  endpoint.secrets.filter(({ until }) => until === undefined || now < until).map(({ secret }) => secret);

/** The endpoint with a new secret; the one it had signs too for {@link SECRET_OVERLAP_MS}, older ones stop now. */
export const rotateSecret = (endpoint: WebhookEndpoint, secret: string, now: number): WebhookEndpoint => ({
  ...endpoint,
  revision: endpoint.revision + 1,
  secrets: [{ secret }, ...endpoint.secrets.slice(0, 1).map((old) => ({ ...old, until: now + SECRET_OVERLAP_MS }))],
});

/** The endpoint that nothing is sent to until a person enables it; the same one when it already is. */
export const disable = (endpoint: WebhookEndpoint, now: number): WebhookEndpoint =>
  endpoint.disabledAt === undefined ? { ...endpoint, revision: endpoint.revision + 1, disabledAt: now } : endpoint;

/** The endpoint that things are sent to again; the same one when they are. */
export const enable = (endpoint: WebhookEndpoint): WebhookEndpoint => {
  if (endpoint.disabledAt === undefined) return endpoint;
  const { disabledAt: _was, ...rest } = endpoint;
  return { ...rest, revision: endpoint.revision + 1 };
};
