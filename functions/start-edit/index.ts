/** Composition root of start-edit on Lambda. */

import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { readEnv } from './env.ts';
import { createHandler } from './handler.ts';

const { imagesPerDay, ...env } = readEnv(process.env);

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ tableName: env.table }),
  publisher: createEventBridgePublisher({ busName: env.busName }),
  store: createS3Store({ uploadsBucket: env.uploadsBucket, resultsBucket: env.resultsBucket }),
  workflow: createStepFunctionsWorkflow({ stateMachineArn: env.stateMachineArn }),
  clock: createSystemClock(),
  telemetry: createPowertoolsTelemetry({ step: 'start-edit' }),
  config: omitUndefined({ imagesPerDay }),
});
