/** Composition root of the API on Lambda. */

import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import { configFromEnv } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const { imagesPerDay, ...env } = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createPowertoolsTelemetry({ step: 'api' });
const service = configFromEnv(process.env);

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
  publisher: createEventBridgePublisher({ busName: env.busName }),
  store: createS3Store({ uploadsBucket: env.uploadsBucket, resultsBucket: env.resultsBucket }),
  workflow: createStepFunctionsWorkflow({ stateMachineArn: env.stateMachineArn }),
  model: createModelStudio({
    ...service,
    secrets: createSecretsManagerSecrets({ secretId: env.secretId, clock }),
    clock,
    telemetry,
  }),
  clock,
  telemetry,
  webhooks: {
    store: createDynamoWebhooks({ tableName: env.table }),
    sender: createHttpWebhookSender({ allowPrivate: env.allowPrivateWebhooks, clock }),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    allowPrivate: env.allowPrivateWebhooks,
  },
  newId: () => crypto.randomUUID(),
  config: {
    capacity: env.capacity,
    version: env.version,
    ...omitUndefined({ imagesPerDay }),
  },
});
