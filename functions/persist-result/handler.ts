/** Persist result: stores every picture of a finished task, then edit.json, then ends the edit. */

import { needEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import type { Edit, SucceededEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import type { EditTimes } from '#core/edit/edit-record.ts';
import { endAsReported, settleBudget } from '#core/edit/outcome.ts';
import { isTerminal } from '#core/edit/state.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { ResultUnavailable, Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { costOf } from '#core/service/price.ts';
import { type TaskWithoutPictures, taskEndProblem } from '#core/service/task-problems.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { EditWithTask, PersistResultDeps, SucceededReport } from './deps.ts';
import { recordDuration } from './record-duration.ts';
import { storeImages } from './store-images.ts';
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

/** @throws ResultUnavailable while a picture cannot be had whole, Unavailable, AccountProblem */
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
  const report = await askForResult(deps, edit);
  return report.status === 'SUCCEEDED' ? keep(deps, edit, report) : endWithout(deps, edit, report);
};

const hasTask = (edit: Edit): edit is EditWithTask => edit.taskId !== undefined;

const endWithout = (deps: PersistResultDeps, edit: EditWithTask, report: EndedWithout): Promise<Edit> =>
  endIfStillOpen(deps, edit, (current) => endAsReported(current, taskEndProblem(edit.taskId, report), deps.clock.now()));

const keep = async (deps: PersistResultDeps, edit: EditWithTask, report: SucceededReport): Promise<Edit> => {
  const results = await storeImages(deps, edit, report);
  const made = {
    results,
    imageCount: report.imageCount,
    costUsd: costOf(report.imageCount),
    ...omitUndefined({ actualPrompt: report.actualPrompt }),
  };
  const now = deps.clock.now();
  const times = { ...taskInstants(report.times), detectedAt: edit.times.detectedAt ?? now, finishedAt: now };
  const ended = results.some((result) => 'key' in result)
    ? await endStored(deps, edit, made, times)
    : await endIfStillOpen(deps, edit, (current) => ({
        state: 'FAILED',
        ...made,
        problem: results.find((result) => 'problem' in result)?.problem,
        ...settleBudget(current, made.imageCount),
        times,
      }));
  await recordDuration(deps, ended);
  return ended;
};

type Made = Pick<SucceededEdit, 'results' | 'imageCount' | 'costUsd' | 'actualPrompt'>;
type EndTimes = Partial<EditTimes> & { readonly finishedAt: number };

/** Writes edit.json, then ends the edit: it was finished when the file says so. */
const endStored = async (deps: PersistResultDeps, edit: EditWithTask, made: Made, times: EndTimes): Promise<Edit> => {
  const state = made.results.every((result) => 'key' in result) ? 'SUCCEEDED' : 'PARTIAL';
  const finishedAt = await writeManifest(deps, { ...edit, ...made, state, times: { ...edit.times, ...times } });
  return endIfStillOpen(deps, edit, (current) => ({
    state,
    ...made,
    problem: undefined,
    ...settleBudget(current, made.imageCount),
    times: { ...times, finishedAt },
  }));
};

/** Ends the edit unless it has ended otherwise, or has got another task, in the meantime. */
const endIfStillOpen = (
  deps: PersistResultDeps,
  { editId, taskId }: EditWithTask,
  end: (current: Edit) => EditChange,
): Promise<Edit> => endEdit(deps, editId, (current) => (isOpen(current) && current.taskId === taskId ? end(current) : undefined));

/** Asks once more, so that the URLs are fresh. @throws ResultUnavailable TASK_EXPIRED, Unavailable */
const askForResult = async ({ model }: PersistResultDeps, edit: EditWithTask): Promise<SucceededReport | EndedWithout> => {
  const report = await model.getTask(edit.taskId);
  if (report.status === 'SUCCEEDED' || report.status === 'FAILED' || report.status === 'CANCELED') return report;
  if (report.status === 'UNKNOWN') throw new ResultUnavailable(taskEndProblem(edit.taskId, report));
  throw notFinished(edit, report.status);
};

const notFinished = ({ editId, taskId }: Edit, status: string): Unavailable =>
  new Unavailable({
    code: 'TASK_NOT_FINISHED',
    message: `the task ${taskId} of edit ${editId} is ${status}, not SUCCEEDED`,
    hint: 'The step is repeated by the workflow; if this goes on, look at the task in the service console.',
  });
