/** Carries out what core/edit/repair.ts decides about an edit whose execution ended. */

import type { Edit } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import type { ExecutionStatus } from '../edit/execution-status.ts';
import { repairOf } from '../edit/repair.ts';
import { isTerminal } from '../edit/state.ts';
import type { Model } from '../ports/model.ts';
import { resumeExecution } from './admit-waiting.ts';
import { type EndEditDeps, endEdit } from './end-edit.ts';
import { restartEdit } from './restart-edit.ts';

/** What repairing needs. */
export interface RepairDeps extends EndEditDeps {
  readonly model: Pick<Model, 'cancelTask'>;
}

/** What was done: `nothing` also when somebody else was faster. */
export type Repaired = 'nothing' | 'announced' | 'started' | 'resumed' | 'ended' | 'restarted';

/** Repairs an edit after its newest execution was found like this; safe to repeat. @throws Unavailable, AccountProblem */
export const repairEdit = async (deps: RepairDeps, edit: Edit, execution: ExecutionStatus): Promise<Repaired> => {
  const repair = repairOf(edit, execution, deps.clock.now());
  switch (repair.what) {
    case 'leave':
      return 'nothing';
    case 'announce':
      await endEdit(deps, edit.editId, () => undefined);
      return 'announced';
    case 'start':
      return (await deps.workflow.start(edit.editId, edit.executions)) === 'started' ? 'started' : 'nothing';
    case 'resume':
      return (await resumeExecution(deps, edit)) ? 'resumed' : 'nothing';
    case 'end':
      return end(deps, edit, repair.change);
    case 'restart':
      return restart(deps, edit, repair.change);
    case 'cancel-task':
      return (await deps.model.cancelTask(repair.taskId)) === 'canceled'
        ? end(deps, edit, repair.change)
        : restart(deps, edit, repair.marked);
  }
};

const end = async (deps: RepairDeps, edit: Edit, change: EditChange): Promise<Repaired> => {
  const { state } = await endEdit(deps, edit.editId, (current) => (isAsSeen(current, edit) ? change : undefined));
  return isTerminal(state) ? 'ended' : 'nothing';
};

const restart = async (deps: RepairDeps, edit: Edit, change: EditChange): Promise<Repaired> =>
  (await restartEdit(deps, edit.editId, (current) => (isAsSeen(current, edit) ? change : undefined))) ? 'restarted' : 'nothing';

/** Whether the edit still is what the decision was about: in the same state, with the same execution. */
const isAsSeen = (current: Edit, seen: Edit): boolean =>
  current.state === seen.state &&
  current.executions === seen.executions &&
  current.submission?.attempt === seen.submission?.attempt;
