/** Persist result: stores every picture of a finished task, then edit.json, then ends the edit. */

import { needEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import type { Edit, EditResult } from '#core/edit/edit.ts';
import { isTerminal } from '#core/edit/edit.ts';
import type { FinishedEdit } from '#core/edit/manifest.ts';
import { endAsReported, settleBudget } from '#core/edit/outcome.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { ResultUnavailable, Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { costOf } from '#core/service/price.ts';
import { type TaskWithoutPictures, taskEndProblem } from '#core/service/task-problems.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { PersistResultDeps, SucceededReport } from './deps.ts';
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
  const report = await askForResult(deps, edit);
  return report.status === 'SUCCEEDED' ? keep(deps, edit, report) : endWithout(deps, edit, report);
};

const endWithout = (deps: PersistResultDeps, { editId, taskId = '' }: Edit, report: EndedWithout): Promise<Edit> =>
  endEdit(deps, editId, (current) =>
    isOpen(current) && current.taskId === taskId
      ? endAsReported(current, taskEndProblem(taskId, report), deps.clock.now())
      : undefined,
  );

const keep = async (deps: PersistResultDeps, edit: Edit, report: SucceededReport): Promise<Edit> => {
  const results = await storeImages(deps, edit, report);
  const finished = finish(edit, report, results, deps.clock.now());
  const stored = results.some((result) => 'key' in result);
  const finishedAt = stored ? await writeManifest(deps, finished) : finished.times.finishedAt;
  const ended = await endEdit(deps, edit.editId, (current) => {
    if (!isOpen(current) || current.taskId !== edit.taskId) return undefined;
    const { state, actualPrompt, imageCount, costUsd, times } = finished;
    const problem = results.find((result) => 'problem' in result)?.problem;
    return {
      state,
      results,
      imageCount,
      costUsd,
      ...omitUndefined({ actualPrompt }),
      problem: state === 'FAILED' ? problem : undefined,
      ...settleBudget(current, imageCount),
      times: { ...times, ...omitUndefined({ finishedAt }) },
    };
  });
  await recordDuration(deps, ended);
  return ended;
};

/** Asks once more, so that the URLs are fresh. @throws ResultUnavailable TASK_EXPIRED, Unavailable */
const askForResult = async ({ model }: PersistResultDeps, { editId, taskId }: Edit): Promise<SucceededReport | EndedWithout> => {
  const report = taskId === undefined ? undefined : await model.getTask(taskId);
  if (report?.status === 'SUCCEEDED' || report?.status === 'FAILED' || report?.status === 'CANCELED') return report;
  if (taskId !== undefined && report?.status === 'UNKNOWN') throw new ResultUnavailable(taskEndProblem(taskId, report));
  throw new Unavailable({
    code: 'TASK_NOT_FINISHED',
    message: `the task ${taskId} of edit ${editId} is ${report?.status ?? 'not known'}, not SUCCEEDED`,
    hint: 'The step is repeated by the workflow; if this goes on, look at the task in the service console.',
  });
};

const finish = (edit: Edit, report: SucceededReport, results: readonly EditResult[], now: number): FinishedEdit => {
  const { taskId = '' } = edit;
  const stored = results.filter((result) => 'key' in result).length;
  return {
    ...edit,
    taskId,
    state: stored === 0 ? 'FAILED' : stored < results.length ? 'PARTIAL' : 'SUCCEEDED',
    results,
    imageCount: report.imageCount,
    costUsd: costOf(report.imageCount),
    ...omitUndefined({ actualPrompt: report.actualPrompt }),
    times: { ...edit.times, ...taskInstants(report.times), detectedAt: edit.times.detectedAt ?? now, finishedAt: now },
  };
};
