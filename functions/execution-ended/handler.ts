/** Execution ended: one was stopped, timed out or failed; what its edit needs is done, and nothing that was paid is lost. */
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { type RepairDeps, repairEdit } from '#core/actions/repair-edit.ts';
import { parseExecutionName } from '#core/edit/execution-name.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { createStep, type Step } from '../middleware/step.ts';

/** What execution-ended needs. */
export type ExecutionEndedDeps = RepairDeps;

/** The part of EventBridge's "Step Functions Execution Status Change" that matters. */
export interface ExecutionEndedEvent {
  readonly detail: {
    readonly name: string;
    readonly status: string;
    readonly error?: string | null;
    readonly cause?: string | null;
  };
}

/** Whether the edit was repaired: not after an execution that is not ours, or not the newest of its edit. */
export interface ExecutionEndedResult {
  readonly repaired: boolean;
}

/** @throws Unavailable, AccountProblem; the event is then delivered again */
export const createHandler = (deps: ExecutionEndedDeps): Step<ExecutionEndedEvent, ExecutionEndedResult> =>
  createStep('execution-ended', deps.telemetry, async ({ detail }) => {
    const name = parseExecutionName(detail.name);
    const edit = name === undefined ? undefined : await deps.ledger.get(name.editId);
    if (edit === undefined || name?.attempt !== edit.executions) return { repaired: false };
    const repaired = await repairEdit(deps, edit, statusOf(detail));
    if (!repaired) await admitWaiting(deps);
    return { repaired };
  });

const statusOf = ({ status, error, cause }: ExecutionEndedEvent['detail']): ExecutionStatus => {
  if (status === 'ABORTED' || status === 'SUCCEEDED' || status === 'RUNNING') return { status };
  const failure = omitUndefined({ Error: error ?? undefined, Cause: cause ?? undefined });
  return { status: status === 'TIMED_OUT' ? 'TIMED_OUT' : 'FAILED', failure };
};
