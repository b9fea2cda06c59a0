/** Record failure: writes down how an edit ended without a result, releases what it held, publishes it. */

import { type EndEditDeps, endEdit } from '#core/actions/end-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import { type Failure, readFailure } from '#core/edit/failure.ts';
import { failureOutcome } from '#core/edit/outcome.ts';
import { createStep, type Step } from '../middleware/step.ts';

/** What record-failure needs. */
export type RecordFailureDeps = EndEditDeps;

/** What the workflow sends; `failure` is what `Catch` left, absent when check-status said that the task failed. */
export interface RecordFailureEvent {
  readonly editId: string;
  readonly failure?: Failure;
}

/** How the edit ended. */
export interface RecordFailureResult {
  readonly editId: string;
  readonly state: Edit['state'];
}

/** Safe to repeat: an edit that has ended stays as it is. @throws Unavailable */
export const createHandler = (deps: RecordFailureDeps): Step<RecordFailureEvent, RecordFailureResult> =>
  createStep('record-failure', deps.telemetry, async ({ editId, failure }) => {
    const read = readFailure(failure);
    const { state } = await endEdit(deps, editId, (edit) => failureOutcome(edit, read, deps.clock.now()));
    return { editId, state };
  });
