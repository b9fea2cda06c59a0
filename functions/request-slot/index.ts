/** Composition root of request-slot on Lambda. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { readSettings } from '../environment/read-settings.ts';
import { requestSlot } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, requestSlot);
const clock = createSystemClock();

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ ...settings, clock, random: Math.random }),
  workflow: createStepFunctionsWorkflow(settings),
  clock,
  telemetry: createPowertoolsTelemetry({ step: 'request-slot' }),
  capacity: settings.capacity,
});
