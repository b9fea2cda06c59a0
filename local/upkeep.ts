/** What happens around the workflow: new files come in, broken executions give back what they held, the sweep looks for the rest. */
import type { Execution } from '#adapters/embedded/workflow/execution-table.ts';
import { openEdit } from '#core/actions/open-edit.ts';
import { hashOf } from '#core/ids.ts';
import { resultPrefix } from '#core/request/keys.ts';
import { createHandler as createExecutionEnded } from '#functions/execution-ended/handler.ts';
import { createHandler as createStartEdit } from '#functions/start-edit/handler.ts';
import { createHandler as createSweep } from '#functions/sweep/handler.ts';
import { type IntakeDeps, LOCAL_BUCKET } from './object-events.ts';
import type { EditingDeps } from './steps.ts';

/** The parts of the runtime that events and schedules call on AWS. */
export interface Upkeep {
  /** As the rule on executions that failed, timed out or were stopped. */
  executionFailed(execution: Execution, error: unknown): Promise<void>;
  sweep(): Promise<unknown>;
  frontDoor(): Pick<IntakeDeps, 'startEdit' | 'head' | 'refuse'>;
}

/** Joins the handlers that nobody waits for with what calls them. */
export const createUpkeep = (deps: EditingDeps): Upkeep => {
  const executionEnded = createExecutionEnded(deps);
  const sweep = createSweep(deps);
  const startEdit = createStartEdit(deps);
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
    frontDoor: () => ({
      startEdit,
      head: (key) => deps.store.head({ key }),
      refuse: (key, problem) => {
        const editId = hashOf(LOCAL_BUCKET, key, problem.code, problem.message);
        return openEdit(deps, {
          editId,
          source: { kind: 'upload', key, versionId: '' },
          resultPrefix: resultPrefix(editId, key),
          resolve: async () => ({ problem }),
        });
      },
    }),
  };
};
