/** Composition root of check-status on Lambda. */
import { createDynamoStepLedger } from '#adapters/aws/ledger/dynamo-step-ledger.ts';
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

/** This function never finds edits, and its role may not: the queries would be a thirtieth of what it loads. */
const findsNone = () => Promise.reject(new Error('check-status does not find edits'));

/** The Lambda handler. */
export const handler = createHandler({
  ledger: { ...createDynamoStepLedger({ ...settings, clock, random: Math.random }), list: findsNone, unfinished: findsNone },
  workflow: createStepFunctionsWorkflow(settings),
  model: composeTaskReader(settings, { clock, telemetry }),
  clock,
  telemetry,
  capacity: settings.capacity,
});
