/** How a doubt about a create ends: what the verdict means for the edit, and what the edit is told. Pure. */
import type { Edit } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import { endUncharged, leaveUnresolved } from '../edit/outcome.ts';
import type { Problem } from '../errors.ts';
import type { Verdict } from './reconcile.ts';
import type { EditInDoubt } from './task-search.ts';

/**
 * The change that a verdict makes to an edit in doubt; undefined: there is nothing to change yet. While its execution looks (SUBMITTING),
 * no task means another create; once it was given up (UNRESOLVED), that nothing was charged.
 */
export const changeByVerdict = (edit: Edit & EditInDoubt, verdict: Verdict, now: number): EditChange | undefined => {
  const { editId, submission } = edit;
  const isGivenUp = edit.state === 'UNRESOLVED';
  switch (verdict.verdict) {
    case 'adopt':
      return {
        state: 'RUNNING',
        taskId: verdict.taskId,
        problem: undefined,
        times: { submittedAt: Math.min(now, submission.until) },
      };
    case 'absent':
      return isGivenUp ? endUncharged(edit, 'FAILED', neverAccepted(editId), now) : { state: 'QUEUED' };
    case 'undecidable':
      return isGivenUp ? undefined : leaveUnresolved(ambiguous(editId, verdict.taskIds), now);
    case 'wait':
      return undefined;
  }
};

/** The change that closes an UNRESOLVED edit for good: it says so, and is not looked at again. */
export const closeForgotten = ({ editId }: Edit, now: number): EditChange => ({
  problem: {
    code: 'SUBMISSION_FORGOTTEN',
    message: `whether the service made a task for edit ${editId} can no longer be found out: it keeps tasks for 24 hours; a task that it made was charged, and its result is lost`,
    hint: 'Compare the bill of that day with the edits; retry the edit with {"acceptDoublePayment": true} to do it again.',
  },
  times: { closedAt: now },
});

const neverAccepted = (editId: string): Problem => ({
  code: 'NEVER_ACCEPTED',
  message: `the service has no task for edit ${editId}: its request was never accepted, and nothing was charged`,
  hint: 'Retry the edit.',
});

const ambiguous = (editId: string, taskIds: readonly string[]): Problem => ({
  code: 'SUBMISSION_AMBIGUOUS',
  message: `the service may have created one of these tasks for edit ${editId}, and it cannot be told which: ${taskIds.slice(0, 5).join(', ')}`,
  hint: 'Look at these tasks in the service console. If one of them is this edit, retry it with that task (retry --adopt <task id>); if none is, retry it.',
});
