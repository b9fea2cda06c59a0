/** Webhooks on one machine: every event on the bus is sent at once, and what failed is sent again when it is due. */
import { randomBytes } from 'node:crypto';
import type { Bus } from '#adapters/embedded/bus.ts';
import type { Database } from '#adapters/embedded/database/database.ts';
import { createSqliteWebhooks } from '#adapters/embedded/sqlite-webhooks.ts';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import type { ApiDeps } from '#functions/api/handler.ts';
import { createHandler } from '#functions/deliver-webhook/handler.ts';
import { periodically } from './periodically.ts';

/** What webhooks need. */
export interface WebhooksDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** How often retries that are due are looked for, in ms; the first retry is due after some seconds. */
const DUE_EVERY_MS = 5_000;

/** A consumer on the same machine is what a person tries first, so private addresses and plain http are allowed here. */
const ALLOW_PRIVATE = true;

/** Starts to deliver; answers what the API manages endpoints with, how to send now what is due, and how to stop. */
export const startWebhooks = ({
  database,
  bus,
  clock,
  telemetry,
}: WebhooksDeps): { readonly admin: ApiDeps['webhooks']; sendDue(): Promise<unknown>; stop(): void } => {
  const store = createSqliteWebhooks(database);
  const sender = createHttpWebhookSender({ allowPrivate: ALLOW_PRIVATE, clock });
  const deliver = createHandler({ store, sender, clock, telemetry });
  const unsubscribe = bus.subscribe(async (event) => void (await deliver(event)));
  const sendDue = (): Promise<unknown> => deliver({ kind: 'due' });
  const stopDue = periodically(clock, DUE_EVERY_MS, sendDue, (error) =>
    telemetry.log('warn', 'webhooks not sent', { error: String(error) }),
  );
  return {
    admin: { store, sender, randomBytes, allowPrivate: ALLOW_PRIVATE },
    sendDue,
    stop: () => {
      unsubscribe();
      stopDue();
    },
  };
};
