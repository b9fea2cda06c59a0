/** The Task states of the workflow file and the handlers that answer them: what the substitutions of the template are on AWS. */
import type { TaskHandler } from '#adapters/embedded/workflow/workflow-tasks.ts';
import type { StartEditDeps } from '#core/actions/open-edit.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import { type CheckStatusEvent, createHandler as createCheckStatus } from '#functions/check-status/handler.ts';
import { createHandler as createPersistResult, type PersistResultEvent } from '#functions/persist-result/handler.ts';
import { createHandler as createRecordFailure, type RecordFailureEvent } from '#functions/record-failure/handler.ts';
import { createHandler as createRequestSlot, type RequestSlotEvent } from '#functions/request-slot/handler.ts';
import { createHandler as createSubmit, type SubmitEvent } from '#functions/submit/handler.ts';

/** What every step of the workflow and start-edit need, together. */
export interface EditingDeps extends StartEditDeps {
  readonly capacity: number;
  readonly model: Model;
  readonly downloads: ResultDownloads;
}

/** Handlers by the name of their state. The inputs are what the workflow file says they are. */
export const createSteps = (deps: EditingDeps): Readonly<Record<string, TaskHandler>> => {
  const requestSlot = createRequestSlot(deps);
  const submit = createSubmit(deps);
  const checkStatus = createCheckStatus(deps);
  const persistResult = createPersistResult(deps);
  const recordFailure = createRecordFailure(deps);
  return {
    'Await slot': (input) => requestSlot(input as RequestSlotEvent),
    Submit: (input) => submit(input as SubmitEvent),
    'Check status': (input) => checkStatus(input as CheckStatusEvent),
    'Persist result': (input) => persistResult(input as PersistResultEvent),
    'Record failure': (input) => recordFailure(input as RecordFailureEvent),
  };
};

/** The handlers need the workflow, and the workflow needs the handlers. */
export const deferredWorkflow = (workflow: () => Workflow): Workflow => ({
  start: (editId, attempt) => workflow().start(editId, attempt),
  succeed: (token, output) => workflow().succeed(token, output),
  fail: (token, error, cause) => workflow().fail(token, error, cause),
  status: (editId, attempt) => workflow().status(editId, attempt),
});
