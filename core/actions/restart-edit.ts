/** Another execution for an edit whose last one ended too early. */

import type { Edit } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Workflow } from '../ports/workflow.ts';
import { changeEdit } from './change-edit.ts';

/** What restarting needs. */
export interface RestartDeps {
  readonly ledger: Ledger;
  readonly workflow: Pick<Workflow, 'start'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Counts one more execution on the record (with the changes of `decide`), then starts it. A crash in between leaves a number that
 * nobody started, which the sweep starts. Answers whether one was started; `decide` answers undefined to leave the edit alone.
 * @throws Unavailable
 */
export const restartEdit = async (
  { ledger, workflow, clock }: RestartDeps,
  editId: string,
  decide: (edit: Edit) => EditChange | undefined,
): Promise<boolean> => {
  const { edit, changed } = await changeEdit({ ledger, clock }, editId, (current) => {
    const change = decide(current);
    return change === undefined ? undefined : { taskToken: undefined, ...change, executions: current.executions + 1 };
  });
  if (changed) await workflow.start(editId, edit.executions);
  return changed;
};
