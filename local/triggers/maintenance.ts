/** Repairs in the background: what a failed execution leaves behind, and the sweep for edits whose events were lost. */
import type { Execution } from '#adapters/embedded/workflow/execution-table.ts';
import type { Failure } from '#core/edit/failure.ts';
import { createHandler as createExecutionEnded } from '#functions/execution-ended/handler.ts';
import { createHandler as createSweep } from '#functions/sweep/handler.ts';
import type { EditingDeps } from '../steps.ts';

/** The parts of the runtime that the rule on ended executions and the schedule call on AWS. */
export interface Maintenance {
  /** As the rule on executions that failed, timed out or were stopped. */
  executionFailed(execution: Execution, failure: Failure): Promise<void>;
  sweep(): Promise<unknown>;
}

/** Joins the two handlers with what calls them. */
export const createMaintenance = (deps: EditingDeps): Maintenance => {
  const executionEnded = createExecutionEnded(deps);
  const sweep = createSweep(deps);
  return {
    executionFailed: async ({ name, editId }, { Error: error = null, Cause: cause = null }) => {
      try {
        await executionEnded({ detail: { name, status: 'FAILED', error, cause } });
      } catch (failure) {
        deps.telemetry.log('warn', 'end not handled; the sweep will', { editId, error: String(failure) });
      }
    },
    sweep: () => sweep({}),
  };
};
