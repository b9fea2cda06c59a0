/** Repairs in the background: what a failed execution leaves behind, and the sweep for edits whose events were lost. */
import type { Execution } from '#adapters/embedded/workflow/execution-table.ts';
import { createHandler as createExecutionEnded } from '#functions/execution-ended/handler.ts';
import { createHandler as createSweep } from '#functions/sweep/handler.ts';
import type { EditingDeps } from '../steps.ts';

/** The parts of the runtime that the rule on ended executions and the schedule call on AWS. */
export interface Maintenance {
  /** As the rule on executions that failed, timed out or were stopped. */
  executionFailed(execution: Execution, error: unknown): Promise<void>;
  sweep(): Promise<unknown>;
}

/** Joins the two handlers with what calls them. */
export const createMaintenance = (deps: EditingDeps): Maintenance => {
  const executionEnded = createExecutionEnded(deps);
  const sweep = createSweep(deps);
  return {
    executionFailed: async ({ name, editId }, error) => {
      const { cause } = error instanceof Error ? error : {};
      const { name: errorName, message } = cause instanceof Error ? cause : new Error(String(error));
      try {
        await executionEnded({ detail: { name, status: 'FAILED', error: errorName, cause: message } });
      } catch (failure) {
        deps.telemetry.log('warn', 'slot not released; the sweep will', { editId, error: String(failure) });
      }
    },
    sweep: () => sweep({}),
  };
};
