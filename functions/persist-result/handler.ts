/** Persist result: stores every picture of a finished task, then edit.json, then ends the edit. */

import { needEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import type { Edit, SucceededEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import type { EditTimes } from '#core/edit/edit-record.ts';
import { endAsReported, endLost, settleBudget } from '#core/edit/outcome.ts';
import { decideResults, incompleteResults, picturesOf, type SucceededReport } from '#core/edit/results.ts';
import { isTerminal } from '#core/edit/state.ts';
import { isFetchOver, isForgotten, sinceTaskEnd, taskAge } from '#core/edit/task-age.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { EditError, type Problem, ResultUnavailable, Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { chargeOf } from '#core/service/price.ts';
import {
  type TaskWithoutPictures,
  taskEndProblem,
  taskExpired,
  taskOverdue,
  taskUnanswered,
} from '#core/service/task-problems.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { EditWithTask, PersistResultDeps } from './deps.ts';
import { recordDuration } from './record-duration.ts';
import { storedImages, storeImages } from './store-images.ts';
import { writeManifest } from './write-manifest.ts';

/** What the workflow sends. */
export interface PersistResultEvent {
  readonly editId: string;
}

/** The last output of an execution. */
export interface PersistResultResult {
  readonly editId: string;
  readonly state: Edit['state'];
}

type EndedWithout = Exclude<TaskWithoutPictures, { readonly status: 'UNKNOWN' }>;

/** @throws ResultUnavailable while a picture cannot be had whole and may still be, Unavailable, AccountProblem */
export const createHandler = (deps: PersistResultDeps): Step<PersistResultEvent, PersistResultResult> =>
  createStep('persist-result', deps.telemetry, async ({ editId }) => {
    const edit = await needEdit(deps.ledger, editId);
    const ended = isOpen(edit) ? await persist(deps, edit) : await endEdit(deps, editId, () => undefined);
    return { editId, state: ended.state };
  });

/** Whether a result still changes something: one that was given up for want of it is completed by it. */
const isOpen = ({ state }: Edit): boolean => !isTerminal(state) || state === 'UNRESOLVED';

const persist = async (deps: PersistResultDeps, edit: Edit): Promise<Edit> => {
  if (!hasTask(edit)) throw notFinished(edit, 'not known');
  const report = await deps.model.getTask(edit.taskId).catch((error: unknown) => {
    if (!(error instanceof EditError) || !isForgotten(taskAge(edit, deps.clock.now()))) throw error;
    return error;
  });
  if (report instanceof EditError) return loseRest(deps, edit, taskUnanswered(edit.taskId, report.problem));
  const age = taskAge(edit, deps.clock.now(), report.clockOffsetMs);
  switch (report.status) {
    case 'SUCCEEDED':
      return keep(deps, edit, report, report.clockOffsetMs);
    case 'FAILED':
    case 'CANCELED':
      return endWithout(deps, edit, report);
    case 'UNKNOWN':
      if (isForgotten(age)) return loseRest(deps, edit, taskExpired(edit.taskId));
      throw new ResultUnavailable(taskExpired(edit.taskId));
    case 'PENDING':
    case 'RUNNING':
      if (isFetchOver(age)) return loseRest(deps, edit, taskOverdue(edit.taskId, report.status, age.ms));
      throw notFinished(edit, report.status);
  }
};

const hasTask = (edit: Edit): edit is EditWithTask => edit.taskId !== undefined;

const endWithout = (deps: PersistResultDeps, edit: EditWithTask, report: EndedWithout): Promise<Edit> =>
  endIfStillOpen(deps, edit, (current) => endAsReported(current, taskEndProblem(edit.taskId, report), deps.clock.now()));

const keep = async (
  deps: PersistResultDeps,
  edit: EditWithTask,
  report: SucceededReport,
  clockOffsetMs: number | undefined,
): Promise<Edit> => {
  const pictures = picturesOf(edit, report);
  const outcomes = await storeImages(deps, edit, pictures);
  const now = deps.clock.now();
  const times = { ...taskInstants(report.times), detectedAt: edit.times.detectedAt ?? now, finishedAt: now };
  const decision = decideResults(edit, pictures.charged, outcomes, {
    age: taskAge({ ...edit, times: { ...edit.times, ...taskInstants(report.times) } }, now, clockOffsetMs),
    sinceEndMs: sinceTaskEnd({ ...edit.times, ...times }, now, clockOffsetMs),
  });
  if (decision.kind === 'wait') throw new ResultUnavailable(decision.problem);
  const { state, results } = decision;
  const made = { results, ...chargeOf(pictures.charged), ...omitUndefined({ actualPrompt: report.actualPrompt }) };
  const ended =
    state === 'FAILED'
      ? await endIfStillOpen(deps, edit, (current) => ({
          state,
          ...made,
          problem: decision.problem,
          ...settleBudget(current, made.imageCount),
          times,
        }))
      : await endStored(deps, edit, { state, ...made }, times);
  await recordDuration(deps, ended);
  return ended;
};

/** Nothing more is to be had of the task: what earlier runs stored of it is all there is. */
const loseRest = async (deps: PersistResultDeps, edit: EditWithTask, problem: Problem): Promise<Edit> => {
  const outcomes = await storedImages(deps, edit, problem);
  const charged = edit.imageCount ?? edit.parameters.n;
  const decision = decideResults(edit, charged, outcomes, NOTHING_MORE);
  const now = deps.clock.now();
  if (decision.kind === 'wait' || decision.state === 'FAILED') {
    return endIfStillOpen(deps, edit, (current) => endLost(current, problem, now));
  }
  const { state, results } = decision;
  return endStored(
    deps,
    edit,
    { state, results, ...chargeOf(charged) },
    { detectedAt: edit.times.detectedAt ?? now, finishedAt: now },
  );
};

const NOTHING_MORE = { age: { ms: Number.POSITIVE_INFINITY, sure: true }, sinceEndMs: Number.POSITIVE_INFINITY } as const;

type Made = Pick<SucceededEdit, 'state' | 'results' | 'imageCount' | 'costUsd' | 'actualPrompt'>;
type EndTimes = Partial<EditTimes> & { readonly finishedAt: number };

/** Writes edit.json, then ends the edit as the file says. */
const endStored = async (deps: PersistResultDeps, edit: EditWithTask, made: Made, times: EndTimes): Promise<Edit> => {
  const { finishedAt, ...written } = await writeManifest(deps, { ...edit, ...made, times: { ...edit.times, ...times } });
  return endIfStillOpen(deps, edit, (current) => ({
    ...made,
    ...written,
    problem: written.state === 'PARTIAL' ? incompleteResults(written.results) : undefined,
    ...settleBudget(current, written.imageCount),
    times: { ...times, finishedAt },
  }));
};

/** Ends the edit unless it has ended otherwise, or has got another task, in the meantime. */
const endIfStillOpen = (
  deps: PersistResultDeps,
  { editId, taskId }: EditWithTask,
  end: (current: Edit) => EditChange,
): Promise<Edit> => endEdit(deps, editId, (current) => (isOpen(current) && current.taskId === taskId ? end(current) : undefined));

const notFinished = ({ editId, taskId }: Edit, status: string): Unavailable =>
  new Unavailable({
    code: 'TASK_NOT_FINISHED',
    message: `the task ${taskId} of edit ${editId} is ${status}, not SUCCEEDED`,
    hint: 'The step is repeated by the workflow; if this goes on, look at the task in the service console.',
  });
