/** Carries out what core/edit/repair.ts decides about an edit whose execution ended. */

import type { Edit } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import { type ExecutionStatus, repairOf } from '../edit/repair.ts';
import { isTerminal } from '../edit/state.ts';
import type { Model } from '../ports/model.ts';
import { resumeExecution } from './admit-waiting.ts';
import { type EndEditDeps, endEdit, endUnattended } from './end-edit.ts';
import { restartEdit } from './restart-edit.ts';

/** What repairing needs. */
export interface RepairDeps extends EndEditDeps {
  readonly model: Pick<Model, 'cancelTask'>;
}

/**
 * Repairs an edit after its newest execution was found like this, and answers whether there was anything to do: not where somebody else
 * was faster. Safe to repeat. @throws Unavailable, AccountProblem
 */
export const repairEdit = async (deps: RepairDeps, edit: Edit, execution: ExecutionStatus): Promise<boolean> => {
  const repair = repairOf(edit, execution, deps.clock.now());
  switch (repair.what) {
    case 'leave':
      return false;
    case 'announce':
      await endEdit(deps, edit.editId, () => undefined);
      return true;
    case 'start':
      return (await deps.workflow.start(edit.editId, edit.executions)) === 'started';
    case 'resume':
      return resumeExecution(deps, edit);
    case 'end':
      return end(deps, edit, repair.change);
    case 'restart':
      return restartEdit(deps, edit.editId, ifAsSeen(edit, repair.change));
    case 'cancel-task':
      return (await deps.model.cancelTask(repair.taskId)) === 'canceled'
        ? end(deps, edit, repair.change)
        : restartEdit(deps, edit.editId, ifAsSeen(edit, repair.marked));
  }
};

const end = async (deps: RepairDeps, edit: Edit, change: EditChange): Promise<boolean> => {
  const { state } = await endUnattended(deps, edit.editId, ifAsSeen(edit, change));
  return isTerminal(state);
};

/** Answers the change while the edit still is what it was decided for: in the same state, with the same execution, attempt and task. */
export const ifAsSeen =
  (seen: Edit, change: EditChange) =>
  (current: Edit): EditChange | undefined =>
    current.state === seen.state &&
    current.executions === seen.executions &&
    current.submission?.attempt === seen.submission?.attempt &&
    current.taskId === seen.taskId
      ? change
      : undefined;
