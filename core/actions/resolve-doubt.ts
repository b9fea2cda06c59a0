/** Finds out what became of a create whose outcome is unknown, and sees to it that the next look can tell more. */

import { PROBE_TASK, probeDue } from '../admission/probe.ts';
import { lacksLaterTask, type Verdict } from '../admission/reconcile.ts';
import { tellsClockAfter } from '../admission/submission-window.ts';
import type { EditInDoubt } from '../admission/task-search.ts';
import type { Submission } from '../edit/edit-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Model } from '../ports/model.ts';
import { changeEdit } from './change-edit.ts';
import { findTask } from './find-task.ts';

/** What resolving needs. */
export interface ResolveDoubtDeps {
  readonly ledger: Ledger;
  readonly model: Pick<Model, 'listTasks' | 'getTask' | 'createTask'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The verdict about an edit's doubtful create. Where only a later task is missing to prove that there is none, and nobody creates one,
 * an unbilled probe is sent; the next look sees it. @throws Unavailable, AccountProblem
 */
export const resolveDoubt = async (deps: ResolveDoubtDeps, edit: EditInDoubt): Promise<Verdict> => {
  const { verdict, readMs } = await findTask(deps, edit);
  if (readMs !== undefined && verdict.verdict === 'wait') await noteClock(deps, edit, readMs);
  const wasTooEarly = verdict.verdict === 'wait' && verdict.why === 'probe-too-early';
  if (lacksLaterTask(verdict) && probeDue(edit.submission, deps.clock.now(), wasTooEarly)) await sendProbe(deps, edit);
  return verdict;
};

/** Keeps what the service's clock was soon after the attempt began. */
const noteClock = async (deps: ResolveDoubtDeps, edit: EditInDoubt, readMs: number): Promise<void> => {
  if (!tellsClockAfter(edit.submission, deps.clock.now())) return;
  await note(deps, edit, (current) => (current.clockAfterMs === undefined ? { clockAfterMs: readMs } : undefined));
};

/**
 * Notes the probe before it is sent, so that there is one at a time; what becomes of it costs nothing. One that a pause keeps back is not
 * noted either: it would count as refused, and the next one would come hours later.
 */
const sendProbe = async (deps: ResolveDoubtDeps, edit: EditInDoubt): Promise<void> => {
  if ((await deps.ledger.controls()).paused) return;
  const probe = { startedAt: deps.clock.now() };
  const { startedAt } = edit.submission.probe ?? {};
  if (!(await note(deps, edit, (current) => (current.probe?.startedAt === startedAt ? { probe } : undefined)))) return;
  const taskId = await deps.model.createTask(PROBE_TASK).then(
    (created) => created.taskId,
    () => undefined,
  );
  if (taskId === undefined) return;
  await note(deps, edit, (current) =>
    current.probe?.startedAt === probe.startedAt ? { probe: { ...probe, taskId } } : undefined,
  );
};

/** Writes something down about the attempt that is in doubt, unless `decide` answers that it is known, or the doubt is over. */
const note = async (
  deps: ResolveDoubtDeps,
  { editId, submission }: EditInDoubt,
  decide: (current: Submission) => Partial<Submission> | undefined,
): Promise<boolean> => {
  const { changed } = await changeEdit(deps, editId, ({ taskId, submission: current }) => {
    if (taskId !== undefined || current?.attempt !== submission.attempt) return undefined;
    const noted = decide(current);
    return noted === undefined ? undefined : { submission: { ...current, ...noted } };
  });
  return changed;
};
