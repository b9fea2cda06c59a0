/** Composition root of persist-result on Lambda. */

import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { isLoopback } from '#adapters/dashscope/base-url.ts';
import { configFromEnv } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import { createResultDownloads } from '#adapters/dashscope/results/result-downloads.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createPowertoolsTelemetry({ step: 'persist-result' });
const service = configFromEnv(process.env);
const { hostname, origin } = new URL(service.baseUrl);

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
  downloads: createResultDownloads({ clock, allowOrigins: isLoopback(hostname) ? [origin] : [] }),
  clock,
  telemetry,
  capacity: env.capacity,
});
