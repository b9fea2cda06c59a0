/** What every function that changes edits and publishes what they become stands on. */
import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createPowertoolsTelemetry } from '#adapters/aws/telemetry/powertools-telemetry.ts';
import { createSystemClock } from '#adapters/system-clock.ts';

/** Ledger, workflow, events, clock and telemetry; `step` is the function's folder, on every log line. */
export const composeEditing = (
  settings: { readonly tableName: string; readonly stateMachineArn: string; readonly busName: string },
  step: string,
) => {
  const clock = createSystemClock();
  return {
    ledger: createDynamoLedger({ ...settings, clock, random: Math.random }),
    workflow: createStepFunctionsWorkflow(settings),
    publisher: createEventBridgePublisher(settings),
    clock,
    telemetry: createPowertoolsTelemetry({ step }),
  };
};
