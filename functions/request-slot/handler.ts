/** Await slot: leaves the token of the waiting execution in the ledger, and lets it go at once when a slot is free. */

import { type AdmissionDeps, admitAtOnce, admitWaiting, resumeExecution } from '#core/actions/admit-waiting.ts';
import { changeEdit } from '#core/actions/change-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isTerminal } from '#core/edit/state.ts';
import { Canceled } from '#core/errors.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { createStep, type Step } from '../middleware/step.ts';

/** What request-slot needs. */
export interface RequestSlotDeps extends AdmissionDeps {
  readonly telemetry: Telemetry;
}

/** What the workflow sends. */
export interface RequestSlotEvent {
  readonly editId: string;
  readonly taskToken: string;
}

/** @throws Canceled when the edit has ended already, Unavailable */
export const createHandler = (deps: RequestSlotDeps): Step<RequestSlotEvent, { readonly editId: string }> =>
  createStep('request-slot', deps.telemetry, async ({ editId, taskToken }) => {
    const began = deps.clock.now();
    if (await admitAtOnce(deps, editId, began)) {
      await deps.workflow.succeed(taskToken, { editId });
      return { editId };
    }
    const { edit } = await changeEdit(deps, editId, (current) =>
      current.state === 'QUEUED' && current.taskToken !== taskToken && !isOvertaken(current, began)
        ? { taskToken, times: { waitingSince: current.times.waitingSince ?? began, tokenAt: began } }
        : undefined,
    );
    if (isTerminal(edit.state)) throw ended(edit);
    // Only a queued edit needs a slot first; one that was submitted goes on to wherever it is.
    if (edit.state !== 'QUEUED') {
      await deps.workflow.succeed(taskToken, { editId });
      return { editId };
    }
    if (edit.slot !== undefined) await resumeExecution(deps, edit);
    await admitWaiting(deps);
    return { editId };
  });

/**
 * Whether a later try of this step has left its token already. A try that Step Functions gave up may still be running; its token is
 * dead, and in place of the living one it would let the execution wait until its timeout, slot in hand. A token from further in the
 * future than a run of this step lasts was left before our clock was set back.
 */
const isOvertaken = ({ times }: Edit, began: number): boolean =>
  times.tokenAt !== undefined && times.tokenAt > began && times.tokenAt - began < LONGEST_RUN_MS;

/** A run of this step is over after this long, in ms: its function's timeout is 30 s. */
const LONGEST_RUN_MS = 60_000;

const ended = ({ editId, state }: Edit): Canceled =>
  new Canceled({
    code: state === 'CANCELED' ? 'CANCELED' : 'ALREADY_ENDED',
    message: `edit ${editId} is ${state}; there is nothing left to do`,
    hint: 'Start a new edit to try again.',
  });
