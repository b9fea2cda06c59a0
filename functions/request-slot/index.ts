/** Composition root of request-slot on Lambda. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createPowertoolsTelemetry({ step: 'request-slot' });

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
  workflow: createStepFunctionsWorkflow({ stateMachineArn: env.stateMachineArn }),
  clock,
  telemetry,
  capacity: env.capacity,
});
