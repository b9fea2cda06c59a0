/** Composition root of execution-ended on Lambda. */

import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { configFromEnv } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createPowertoolsTelemetry({ step: 'execution-ended' });
const service = configFromEnv(process.env);

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
  publisher: createEventBridgePublisher({ busName: env.busName }),
  workflow: createStepFunctionsWorkflow({ stateMachineArn: env.stateMachineArn }),
  model: createModelStudio({
    ...service,
    secrets: createSecretsManagerSecrets({ secretId: env.secretId, clock }),
    clock,
    telemetry,
  }),
  clock,
  telemetry,
  capacity: env.capacity,
});
