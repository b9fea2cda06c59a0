/** Composition root of record-failure on Lambda. */

import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(process.env);
const clock = createSystemClock();
const telemetry = createPowertoolsTelemetry({ step: 'record-failure' });

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
  publisher: createEventBridgePublisher({ busName: env.busName }),
  workflow: createStepFunctionsWorkflow({ stateMachineArn: env.stateMachineArn }),
  clock,
  telemetry,
  capacity: env.capacity,
});
