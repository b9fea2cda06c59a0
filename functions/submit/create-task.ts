/** One paid create, written down before and after. */

import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import { CREATE_LOCK_TAIL_MS, LATEST_CREATE_MS } from '#core/admission/submission-window.ts';
import { type Edit, isSubmitting, type SubmittingEdit } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import { leaveUnresolved } from '#core/edit/outcome.ts';
import { AccountProblem, InvalidEdit, NotAccepted, SubmissionUnknown } from '#core/errors.ts';
import type { CreatedTask } from '#core/service/task.ts';
import type { SubmitDeps } from './deps.ts';
import { createLockLate, submissionUnknown, taskOfAnotherEdit } from './errors.ts';
import { learnAcceptance, learnRefusal } from './learn-limits.ts';

/** How often the write of a new task id is tried, and the first distance between two tries, in ms. */
const TASK_ID_WRITES = { most: 7, firstGapMs: 100 } as const;

/**
 * Creates the task of an edit whose attempt was just written, and answers the edit with its task; UNRESOLVED when the service answered
 * with a task that another edit has.
 * @throws InvalidEdit, AccountProblem, NotAccepted (no task; the edit is QUEUED again), SubmissionUnknown (it stays SUBMITTING)
 */
export const createTask = async (deps: SubmitDeps, edit: SubmittingEdit, images: readonly string[]): Promise<Edit> => {
  try {
    const created = await send(deps, edit, images);
    const written = await writeTaskId(deps, edit, created.taskId);
    await learnAcceptance(deps, created);
    return written;
  } catch (error) {
    if (!isRefusal(error)) throw unknown(edit.editId, error);
    await returnToQueue(deps, edit);
    await learnRefusal(deps, error);
    throw error;
  }
};

const send = async (deps: SubmitDeps, edit: SubmittingEdit, images: readonly string[]): Promise<CreatedTask> => {
  const { clock, model } = deps;
  const { startedAt, until } = edit.submission;
  const elapsed = clock.now() - startedAt;
  // A clock that was set back since then says nothing about the time that passed either.
  if (elapsed < 0 || elapsed > LATEST_CREATE_MS) throw createLockLate(edit.editId);
  const abort = new AbortController();
  const { prompt, parameters } = edit;
  const created = model.createTask({ prompt, images, parameters }, { signal: abort.signal });
  return await withDeadline(deps, created, until - CREATE_LOCK_TAIL_MS - clock.now(), abort);
};

/**
 * The task of this attempt does not exist, and that is certain: the edit is QUEUED again, which frees the create lock. What cannot be
 * written down, or is about another attempt by now, stays in doubt.
 */
const returnToQueue = async (deps: SubmitDeps, { editId, submission }: SubmittingEdit): Promise<void> => {
  try {
    const { edit } = await changeEdit(deps, editId, (current) =>
      isSubmitting(current, submission) ? { state: 'QUEUED' } : undefined,
    );
    if (edit.state === 'SUBMITTING') throw new Error('another attempt is under way');
  } catch (error) {
    throw unknown(editId, error);
  }
};

/** Writes the id of a task that exists and is paid: the one write that is tried hard. */
const writeTaskId = async (deps: SubmitDeps, edit: SubmittingEdit, taskId: string): Promise<Edit> => {
  const { editId } = edit;
  const { clock, ledger } = deps;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const current = await ledger.get(editId);
      if (current === undefined || current.taskId === taskId) return current ?? notInLedger(editId, taskId);
      const now = clock.now();
      const next = applyChange(current, { state: 'RUNNING', taskId, problem: undefined, times: { submittedAt: now } }, now);
      const outcome = await ledger.commit(current, next);
      if (outcome === 'committed') return next;
      if (outcome === 'task-taken') return await leaveForeignTask(deps, edit, taskId);
      throw new Error(`the id of task ${taskId} could not be written: ${outcome}`);
    } catch (error) {
      if (attempt >= TASK_ID_WRITES.most) throw error;
    }
    await clock.sleep(TASK_ID_WRITES.firstGapMs * 2 ** attempt);
  }
};

/** The service answered with a task that another edit has: what became of this create nobody can say, so nothing more is sent. */
const leaveForeignTask = (deps: SubmitDeps, { editId, submission }: SubmittingEdit, taskId: string): Promise<Edit> =>
  endEdit(deps, editId, (current) =>
    isSubmitting(current, submission) ? leaveUnresolved(taskOfAnotherEdit(editId, taskId), deps.clock.now()) : undefined,
  );

const withDeadline = async <T>({ clock }: SubmitDeps, work: Promise<T>, ms: number, abort: AbortController): Promise<T> => {
  const timer = new AbortController();
  const tooLong = clock.sleep(ms, timer.signal).then(() => {
    abort.abort(new Error(`no answer within ${ms} ms`));
    throw new Error(`no answer within ${ms} ms`);
  });
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    timer.abort(new Error('answered'));
  }
};

const isRefusal = (error: unknown): error is InvalidEdit | AccountProblem | NotAccepted =>
  error instanceof InvalidEdit || error instanceof AccountProblem || error instanceof NotAccepted;

const notInLedger = (editId: string, taskId: string): never => {
  throw new Error(`edit ${editId} vanished from the ledger while task ${taskId} was created for it`);
};

const unknown = (editId: string, cause: unknown): SubmissionUnknown =>
  cause instanceof SubmissionUnknown ? cause : submissionUnknown(editId, undefined, cause);
