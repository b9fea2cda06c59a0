/** Composition root of check-status on Lambda. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createEmfTelemetry } from '#adapters/aws/telemetry/emf-telemetry.ts';
import { configFromEnv } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createEmfTelemetry({ step: 'check-status' });
const service = configFromEnv(process.env);

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
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
