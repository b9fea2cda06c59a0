/** Composition root of deliver-webhook on Lambda. */

import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import { readSettings } from '../environment/read-settings.ts';
import { deliverWebhook } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, deliverWebhook);
const clock = createSystemClock();

/** The Lambda handler. */
export const handler = createHandler({
  store: createDynamoWebhooks({ ...settings, clock, random: Math.random }),
  sender: createHttpWebhookSender({ allowPrivate: settings.allowPrivateWebhooks, clock }),
  clock,
  telemetry: createPowertoolsTelemetry({ step: 'deliver-webhook' }),
});
