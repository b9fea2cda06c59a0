/** One unfinished edit that nobody has written to for a while. */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import { findTask } from '#core/actions/find-task.ts';
import { restartEdit } from '#core/actions/restart-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import { endUncharged, fetchRetryDue } from '#core/edit/outcome.ts';
import type { Problem } from '#core/errors.ts';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { SweepDeps } from './deps.ts';

/**
 * Restarts or ends an edit that is stuck, and answers whether it was. `moveToBack`: there are more unfinished edits than one sweep
 * looks at, so a healthy one is written once, which puts it behind the others.
 * @throws Unavailable, AccountProblem
 */
export const repairEdit = async (deps: SweepDeps, edit: Edit, moveToBack: boolean): Promise<boolean> => {
  const repaired = await (edit.state !== 'UNRESOLVED' ? restartLost : edit.taskId !== undefined ? retryFetch : resolveSubmission)(
    deps,
    edit,
  );
  if (!repaired && moveToBack)
    await changeEdit(deps, edit.editId, (current) => (current.revision === edit.revision ? {} : undefined));
  return repaired;
};

/** An edit under way whose execution is gone goes on in a new one. */
const restartLost = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  const status = await deps.workflow.status(edit.editId, edit.executions);
  if (status === 'RUNNING') return false;
  if (status === 'NONE') return (await deps.workflow.start(edit.editId, Math.max(1, edit.executions))) === 'started';
  return restartEdit(deps, edit.editId, (current) => (current.revision === edit.revision ? {} : undefined));
};

/** An edit whose paid result could not be fetched: at growing distances, it is tried again. */
const retryFetch = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  if (!fetchRetryDue(edit, deps.clock.now())) return false;
  return restartEdit(deps, edit.editId, (current) =>
    current.revision === edit.revision ? { state: 'RUNNING', problem: undefined } : undefined,
  );
};

/**
 * An edit of which it is not known whether it was paid. The list can be read now, perhaps: then its task is adopted, or known not to
 * exist. Whether a new one is created is for a person to decide.
 */
const resolveSubmission = async (deps: SweepDeps, edit: Edit): Promise<boolean> => {
  const { submission } = edit;
  if (submission === undefined || deps.clock.now() - submission.startedAt > TASK_RETENTION_MS - 3_600_000) return false;
  const decided = await findTask(deps, { editId: edit.editId, prompt: edit.prompt, submission });
  switch (decided.verdict) {
    case 'adopt':
      return restartEdit(deps, edit.editId, (current) =>
        current.revision === edit.revision
          ? { state: 'RUNNING', taskId: decided.taskId, problem: undefined, times: { submittedAt: submission.until } }
          : undefined,
      );
    case 'post-again':
      await endEdit(deps, edit.editId, (current) =>
        current.revision === edit.revision
          ? endUncharged(current, 'FAILED', neverAccepted(edit.editId), deps.clock.now())
          : undefined,
      );
      return true;
    case 'wait':
    case 'undecidable':
      return false;
  }
};

const neverAccepted = (editId: string): Problem => ({
  code: 'NEVER_ACCEPTED',
  message: `the service has no task for edit ${editId}: its request was never accepted, and nothing was charged`,
  hint: 'Retry the edit.',
});
