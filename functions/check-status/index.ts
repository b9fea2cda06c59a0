/** Composition root of check-status on Lambda. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createEmfTelemetry } from '#adapters/aws/telemetry/emf-telemetry.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { composeTaskReader } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { checkStatus } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, checkStatus);
const clock = createSystemClock();
const telemetry = createEmfTelemetry({ step: 'check-status' });

/** The Lambda handler. */
export const handler = createHandler({
  ledger: createDynamoLedger({ ...settings, clock, random: Math.random }),
  workflow: createStepFunctionsWorkflow(settings),
  model: composeTaskReader(settings, { clock, telemetry }),
  clock,
  telemetry,
  capacity: settings.capacity,
});
