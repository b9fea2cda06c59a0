/** Persist result: stores every picture of a finished task, then edit.json, then ends the edit. */
import { changeEdit } from '#core/change-edit.ts';
import { costOf } from '#core/cost.ts';
import type { Edit, EditResult } from '#core/edit.ts';
import { isTerminal } from '#core/edit.ts';
import { type EndEditDeps, endEdit } from '#core/end-edit.ts';
import { ResultUnavailable, Unavailable } from '#core/errors.ts';
import type { FinishedEdit } from '#core/manifest.ts';
import { settle } from '#core/outcome.ts';
import type { Model, ResultDownloads, TaskReport } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';
import { taskInstants } from '#core/task-instants.ts';
import { taskExpired } from '#core/task-problems.ts';
import { createStep, type Step } from '../middleware/step.ts';
import { noteDuration } from './note-duration.ts';
import { storePictures } from './store-pictures.ts';
import { writeManifest } from './write-manifest.ts';

/** What persist-result needs. */
export interface PersistResultDeps extends EndEditDeps {
  readonly store: Pick<Store, 'put' | 'open' | 'head'>;
  readonly model: Pick<Model, 'getTask'>;
  readonly downloads: ResultDownloads;
}

/** What the workflow sends. */
export interface PersistResultEvent {
  readonly editId: string;
}

/** The last output of an execution. */
export interface PersistResultResult {
  readonly editId: string;
  readonly state: Edit['state'];
}

/** The report of a task that made pictures. */
export type SucceededReport = Extract<TaskReport, { readonly status: 'SUCCEEDED' }>;

/** @throws ResultUnavailable while a picture cannot be had whole, Unavailable, AccountProblem */
export const createHandler = (deps: PersistResultDeps): Step<PersistResultEvent, PersistResultResult> =>
  createStep('persist-result', deps.telemetry, async ({ editId }) => {
    const { edit } = await changeEdit(deps, editId, () => undefined);
    const ended = isTerminal(edit.state) ? await endEdit(deps, editId, () => undefined) : await persist(deps, edit);
    return { editId, state: ended.state };
  });

const persist = async (deps: PersistResultDeps, edit: Edit): Promise<Edit> => {
  const report = await askForResult(deps, edit);
  const results = await storePictures(deps, edit, report);
  const finished = finish(edit, report, results, deps.clock.now());
  const stored = results.some((result) => 'key' in result);
  const finishedAt = stored ? await writeManifest(deps, finished) : finished.times.finishedAt;
  const ended = await endEdit(deps, edit.editId, (current) => {
    if (isTerminal(current.state)) return undefined;
    const { state, actualPrompt, imageCount, costUsd, times } = finished;
    const problem = results.find((result) => 'problem' in result)?.problem;
    return {
      state,
      results,
      imageCount,
      costUsd,
      ...(actualPrompt === undefined ? {} : { actualPrompt }),
      problem: state === 'FAILED' ? problem : undefined,
      ...settle(current, imageCount),
      times: { ...times, ...(finishedAt === undefined ? {} : { finishedAt }) },
    };
  });
  await noteDuration(deps, ended);
  return ended;
};

/** Asks once more, so that the URLs are fresh. @throws ResultUnavailable TASK_EXPIRED, Unavailable */
const askForResult = async ({ model }: PersistResultDeps, { editId, taskId }: Edit): Promise<SucceededReport> => {
  const report = taskId === undefined ? undefined : await model.getTask(taskId);
  if (report?.status === 'SUCCEEDED') return report;
  if (taskId !== undefined && report?.status === 'UNKNOWN') throw new ResultUnavailable(taskExpired(taskId));
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
    ...(report.actualPrompt === undefined ? {} : { actualPrompt: report.actualPrompt }),
    times: { ...edit.times, ...taskInstants(report.times), detectedAt: edit.times.detectedAt ?? now, finishedAt: now },
  };
};
