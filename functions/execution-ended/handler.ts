/** Execution ended: one was stopped, timed out or failed; releases what its edit held, and loses nothing that was paid. */
import { releaseSlot } from '#core/actions/admit-waiting.ts';
import { type EndEditDeps, endEdit } from '#core/actions/end-edit.ts';
import { restartEdit } from '#core/actions/restart-edit.ts';
import { type Edit, needsSlot } from '#core/edit/edit.ts';
import { parseExecutionName } from '#core/edit/execution-name.ts';
import { readFailure } from '#core/edit/failure.ts';
import { endUncharged, failureOutcome } from '#core/edit/outcome.ts';
import { isTerminal } from '#core/edit/state.ts';
import type { Problem } from '#core/errors.ts';
import type { Model } from '#core/ports/model.ts';
import { createStep, type Step } from '../middleware/step.ts';

/** What execution-ended needs. */
export interface ExecutionEndedDeps extends EndEditDeps {
  readonly model: Pick<Model, 'cancelTask'>;
}

/** The part of EventBridge's "Step Functions Execution Status Change" that matters. */
export interface ExecutionEndedEvent {
  readonly detail: {
    readonly name: string;
    readonly status: string;
    readonly error?: string | null;
    readonly cause?: string | null;
  };
}

/** What was done: `nothing` for an execution that is not ours, or not the newest of its edit. */
export interface ExecutionEndedResult {
  readonly outcome: 'nothing' | 'released' | 'ended' | 'restarted';
}

/** @throws Unavailable, AccountProblem; the event is then delivered again */
export const createHandler = (deps: ExecutionEndedDeps): Step<ExecutionEndedEvent, ExecutionEndedResult> =>
  createStep('execution-ended', deps.telemetry, async ({ detail }) => {
    const name = parseExecutionName(detail.name);
    const edit = name === undefined ? undefined : await deps.ledger.get(name.editId);
    if (edit === undefined || name?.attempt !== edit.executions) return { outcome: 'nothing' };
    if (detail.status === 'ABORTED' && edit.state === 'CANCELED') {
      await endEdit(deps, edit.editId, () => undefined);
      return { outcome: 'ended' };
    }
    if (!needsSlot(edit) && edit.state !== 'RUNNING') {
      await releaseSlot(deps, edit.editId);
      return { outcome: 'released' };
    }
    return { outcome: detail.status === 'ABORTED' ? await stopped(deps, edit) : await broken(deps, edit, detail) };
  });

/** Somebody stopped the execution, which means: cancel the edit. What may be paid goes on and is marked. */
const stopped = async (deps: ExecutionEndedDeps, edit: Edit): Promise<ExecutionEndedResult['outcome']> => {
  const { editId } = edit;
  const now = deps.clock.now();
  if (edit.state === 'QUEUED' && (await cancel(deps, editId, 'QUEUED'))) return 'ended';
  const pending = edit.state === 'RUNNING' && edit.times.detectedAt === undefined;
  if (pending && (await deps.model.cancelTask(edit.taskId)) === 'canceled') {
    if (await cancel(deps, editId, 'RUNNING')) return 'ended';
  }
  const restarted = await restartEdit(deps, editId, (current) =>
    current.executions === edit.executions && (current.state === 'SUBMITTING' || current.state === 'RUNNING')
      ? { cancelRequestedAt: current.cancelRequestedAt ?? now }
      : undefined,
  );
  return restarted ? 'restarted' : 'nothing';
};

/** Whether the edit has ended now; not when it left the state `from` in the meantime and goes on. */
const cancel = async (deps: ExecutionEndedDeps, editId: string, from: Edit['state']): Promise<boolean> => {
  const { state } = await endEdit(deps, editId, (current) =>
    current.state === from ? endUncharged(current, 'CANCELED', stoppedProblem(editId), deps.clock.now()) : undefined,
  );
  return isTerminal(state);
};

/** The execution ended without its record: as if Record failure had run. */
const broken = async (deps: ExecutionEndedDeps, edit: Edit, detail: ExecutionEndedEvent['detail']): Promise<'ended'> => {
  const failure = readFailure({
    Error: detail.error ?? (detail.status === 'TIMED_OUT' ? 'States.Timeout' : 'Unknown'),
    Cause: detail.cause ?? '',
  });
  await endEdit(deps, edit.editId, (current) =>
    current.executions === edit.executions ? failureOutcome(current, failure, deps.clock.now()) : undefined,
  );
  return 'ended';
};

const stoppedProblem = (editId: string): Problem => ({
  code: 'CANCELED',
  message: `the execution of edit ${editId} was stopped before the service began to work on it; nothing was charged`,
  hint: 'Start a new edit to try again.',
});
