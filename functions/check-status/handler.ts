/** Check status: watches a task for up to two minutes and says what the workflow does next. */
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { needEdit } from '#core/actions/change-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import { needsSlot } from '#core/edit/edit.ts';
import { Unavailable } from '#core/errors.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { CheckStatusDeps } from './deps.ts';
import { recordOverdue, recordTaskEnd } from './record-task-end.ts';
import { watchTask } from './watch-task.ts';

/** What the workflow sends. */
export interface CheckStatusEvent {
  readonly editId: string;
}

/** What the workflow routes on; `waitSeconds` (whole seconds) matters for `wait` only. */
export interface CheckStatusResult {
  readonly editId: string;
  readonly next: 'wait' | 'persist' | 'fail';
  readonly waitSeconds: number;
}

/** @throws Unavailable when not one query of this invocation succeeded, AccountProblem */
export const createHandler = (deps: CheckStatusDeps): Step<CheckStatusEvent, CheckStatusResult> =>
  createStep('check-status', deps.telemetry, async ({ editId }) => {
    const edit = await needSubmitted(deps, editId);
    if (edit.state !== 'RUNNING' || edit.times.detectedAt !== undefined) return answer(await admitNext(deps, edit));
    const seen = await watchTask(deps, edit);
    if (seen.kind === 'wait') return { editId, next: 'wait', waitSeconds: seen.seconds };
    return answer(
      seen.kind === 'end' ? await recordTaskEnd(deps, edit, seen.report) : await recordOverdue(deps, edit, seen.problem),
    );
  });

const answer = ({ editId, state, problem }: Edit): CheckStatusResult => {
  const worthFetching = state === 'SUCCEEDED' || state === 'PARTIAL' || (state === 'RUNNING' && problem === undefined);
  return { editId, next: worthFetching ? 'persist' : 'fail', waitSeconds: 0 };
};

/** An earlier run of the step saw the end already, or the edit has ended: it may have been cut off before it admitted the next. */
const admitNext = async (deps: CheckStatusDeps, edit: Edit): Promise<Edit> => {
  if (!needsSlot(edit)) await admitWaiting(deps);
  return edit;
};

const needSubmitted = async ({ ledger }: CheckStatusDeps, editId: string): Promise<Edit> => {
  const edit = await needEdit(ledger, editId);
  if (edit.state !== 'QUEUED' && edit.state !== 'SUBMITTING') return edit;
  throw new Unavailable({
    code: 'NOT_SUBMITTED',
    message: `edit ${editId} is ${edit.state} and has no task to look at`,
    hint: 'The step is repeated by the workflow; if this goes on, look at the logs of the edit by its id.',
  });
};
