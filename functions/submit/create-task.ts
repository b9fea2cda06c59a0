/** One paid create, written down before and after. */

import { changeEdit } from '#core/actions/change-edit.ts';
import type { CreateLock } from '#core/admission/admission.ts';
import { CREATE_LOCK_TAIL_MS, LATEST_CREATE_MS } from '#core/admission/submission-window.ts';
import type { Edit } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import { AccountProblem, Canceled, InvalidEdit, NotAccepted, SubmissionUnknown } from '#core/errors.ts';
import { releaseCreateLock } from './create-lock.ts';
import type { SubmitDeps } from './deps.ts';

/** How often the write of a new task id is tried, and the first distance between two tries, in ms. */
const TASK_ID_WRITES = { most: 7, firstGapMs: 100 } as const;

/**
 * Creates the task of a queued edit that has the create lock, and answers the edit with its task.
 * @throws InvalidEdit, AccountProblem, NotAccepted (no task; the edit is QUEUED again), SubmissionUnknown (it stays SUBMITTING), Canceled
 */
export const createTask = async (
  deps: SubmitDeps,
  edit: Edit,
  createLock: CreateLock,
  images: readonly string[],
): Promise<Edit> => {
  const { clock, model } = deps;
  const submitting = await writeSubmission(deps, edit.editId, createLock);
  if (submitting.taskId !== undefined) return submitting;
  if (clock.now() - createLock.since > LATEST_CREATE_MS) {
    await returnToQueue(deps, submitting);
    throw tooLate(edit.editId);
  }
  const abort = new AbortController();
  const created = model.createTask(
    { prompt: submitting.prompt, images, parameters: submitting.parameters },
    { signal: abort.signal },
  );
  try {
    const { taskId } = await withDeadline(deps, created, createLock.until - CREATE_LOCK_TAIL_MS - clock.now(), abort);
    return await writeTaskId(deps, edit.editId, taskId);
  } catch (error) {
    if (!isRefusal(error)) throw unknown(edit.editId, error);
    await returnToQueue(deps, submitting);
    throw error;
  }
};

/**
 * Writes SUBMITTING with its window. When somebody was faster the create lock is released: the edit has ended, or another run of this very
 * step created its task (answered as it is) or is in doubt about it.
 */
const writeSubmission = async (deps: SubmitDeps, editId: string, createLock: CreateLock): Promise<Edit> => {
  const { edit, changed } = await changeEdit(deps, editId, (current) =>
    current.state === 'QUEUED' && current.cancelRequestedAt === undefined
      ? {
          state: 'SUBMITTING',
          taskToken: undefined,
          submission: { attempt: (current.submission?.attempt ?? 0) + 1, startedAt: createLock.since, until: createLock.until },
        }
      : undefined,
  );
  if (changed) return edit;
  await releaseCreateLock(deps, editId);
  if (edit.taskId !== undefined) return edit;
  throw edit.state === 'SUBMITTING'
    ? unknown(editId, new Error('another run of the step wrote its attempt first'))
    : canceled(edit);
};

/**
 * The task of this attempt does not exist, and that is certain: the edit is QUEUED again and its create lock released. What cannot be written down, or is about
 * another attempt by now, stays in doubt.
 */
const returnToQueue = async (deps: SubmitDeps, { editId, submission }: Edit): Promise<void> => {
  try {
    const { edit } = await changeEdit(deps, editId, (current) =>
      current.state === 'SUBMITTING' && current.submission?.attempt === submission?.attempt ? { state: 'QUEUED' } : undefined,
    );
    if (edit.state === 'SUBMITTING') throw new Error('another attempt is under way');
    await releaseCreateLock(deps, editId);
  } catch (error) {
    throw unknown(editId, error);
  }
};

/** Writes the id of a task that exists and is paid: the one write that is tried hard. */
const writeTaskId = async (deps: SubmitDeps, editId: string, taskId: string): Promise<Edit> => {
  const { clock, ledger } = deps;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const current = await ledger.get(editId);
      if (current === undefined || current.taskId === taskId) return current ?? notInLedger(editId, taskId);
      const now = clock.now();
      const next = applyChange(current, { state: 'RUNNING', taskId, problem: undefined, times: { submittedAt: now } }, now);
      if ((await ledger.commit(current, next)) === 'committed') return next;
    } catch (error) {
      if (attempt >= TASK_ID_WRITES.most) throw error;
    }
    if (attempt >= TASK_ID_WRITES.most) throw new Error(`the id of task ${taskId} could not be written`);
    await clock.sleep(TASK_ID_WRITES.firstGapMs * 2 ** attempt);
  }
};

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

const isRefusal = (error: unknown): boolean =>
  error instanceof InvalidEdit || error instanceof AccountProblem || error instanceof NotAccepted;

const notInLedger = (editId: string, taskId: string): never => {
  throw new Error(`edit ${editId} vanished from the ledger while task ${taskId} was created for it`);
};

const unknown = (editId: string, cause: unknown): SubmissionUnknown =>
  cause instanceof SubmissionUnknown
    ? cause
    : new SubmissionUnknown({
        code: 'SUBMISSION_UNKNOWN',
        message: `whether the service created a task for edit ${editId} is not known yet`,
        hint: 'The workflow looks for the task before it may create one; nothing to do.',
        cause,
      });

const tooLate = (editId: string): NotAccepted =>
  new NotAccepted({
    code: 'CREATE_LOCK_LATE',
    message: `too much time passed before the task of edit ${editId} could be created; nothing was sent`,
    hint: 'The workflow repeats the step; nothing to do.',
  });

/** The edit was canceled before anything was sent. */
export const canceled = ({ editId, state }: Edit): Canceled =>
  new Canceled({
    code: 'CANCELED',
    message: `edit ${editId} is ${state} or about to be canceled; nothing was sent`,
    hint: 'Start a new edit to try again.',
  });
