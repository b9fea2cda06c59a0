/** Webhooks on one machine: what a queue, a schedule and deliver-webhook are on AWS. */
import type { Bus } from '#adapters/embedded/bus.ts';
import type { Database } from '#adapters/embedded/database.ts';
import { createSqliteWebhooks } from '#adapters/embedded/sqlite-webhooks.ts';
import { createHttpWebhookSender, SEND_TIMEOUT_MS } from '#adapters/webhook-delivery/http-sender.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import type { ApiDeps } from '#functions/api/handler.ts';
import { createHandler } from '#functions/deliver-webhook/handler.ts';
import { periodically } from './periodically.ts';

/** How often retries that are due are looked for, in ms. */
const LOOK_EVERY_MS = 30_000;

/** What webhooks need here. */
export interface LocalWebhooksDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Running webhooks. */
export interface LocalWebhooks {
  /** What the API needs of them. */
  readonly api: ApiDeps['webhooks'];
  /** Ends what is being sent (it counts as failed and is tried again) and waits until that is written down. */
  stop(): Promise<void>;
}

/**
 * Sends what the bus announces from now on, and retries that are due. Whoever can reach this server is this machine's user, so
 * endpoints may be on the machine and its network.
 */
export const startWebhooks = ({ database, bus, clock, telemetry }: LocalWebhooksDeps): LocalWebhooks => {
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const store = createSqliteWebhooks(database);
  const deadline = (): AbortSignal => AbortSignal.any([AbortSignal.timeout(SEND_TIMEOUT_MS), stopping.signal]);
  const sender = createHttpWebhookSender({ allowPrivate: true, clock, deadline });
  const deliver = createHandler({ store, sender, clock, telemetry });

  const tracked = async (input: unknown): Promise<void> => {
    const work = deliver(input).catch((error: unknown) => {
      telemetry.log('error', 'webhooks failed', { error: String(error) });
    });
    underWay.add(work);
    await work;
    underWay.delete(work);
  };
  const unsubscribe = bus.subscribe(tracked);
  const stopLooking = periodically(
    clock,
    LOOK_EVERY_MS,
    () => tracked({ kind: 'due' }),
    () => undefined,
  );

  return {
    api: { store, sender, randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)), allowPrivate: true },
    stop: async () => {
      unsubscribe();
      stopLooking();
      stopping.abort();
      await Promise.all(underWay);
    },
  };
};
