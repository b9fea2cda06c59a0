/** Composition root of deliver-webhook on Lambda. */

import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();

/** The Lambda handler. */
export const handler = createHandler({
  store: createDynamoWebhooks({ tableName: env.table }),
  sender: createHttpWebhookSender({ allowPrivate: env.allowPrivate, clock }),
  clock,
  telemetry: createPowertoolsTelemetry({ step: 'deliver-webhook' }),
});
