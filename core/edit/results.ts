/** Which pictures of a finished task are kept, what is booked for them, and what they make of the edit. */
import type { Problem } from '../errors.ts';
import { taskProblem } from '../service/error-codes.ts';
import { RESULTS_PER_EDIT } from '../service/limits.ts';
import type { TaskImage, TaskReport } from '../service/task.ts';
import { RESULT_LOST } from '../service/task-problems.ts';
import type { Edit } from './edit.ts';
import type { EditResult } from './edit-record.ts';
import { isFetchOver, isForgotten, type TaskAge } from './task-age.ts';

/** The report of a task that has ended with pictures, or says so. */
export type SucceededReport = Extract<TaskReport, { readonly status: 'SUCCEEDED' }>;

/** One place of a task: where its picture is fetched, or why there is none. */
export type Place = { readonly url: string } | { readonly problem: Problem };

/** What a report gives. */
export interface TaskPictures {
  /** In order, at least as many as were asked for. */
  readonly places: readonly Place[];
  /** Images that the service charges. */
  readonly charged: number;
  /** It charges more images than it names: the others may still turn up. */
  readonly incomplete: boolean;
}

const isNamed = (image: TaskImage): boolean => 'url' in image;

/**
 * What is kept of a report: as many as were asked for, and more only where the service charges them and the model makes as many. A count beyond
 * that is not believed; then the pictures that are kept count.
 */
export const picturesOf = (
  { parameters: { n } }: Pick<Edit, 'parameters'>,
  { images, imageCount }: SucceededReport,
): TaskPictures => {
  const believed = Number.isInteger(imageCount) && imageCount >= 0 && imageCount <= RESULTS_PER_EDIT.max;
  const most = believed ? Math.max(n, imageCount) : n;
  const kept =
    images.length <= most ? images : [...images.filter(isNamed), ...images.filter((image) => !isNamed(image))].slice(0, most);
  const named = kept.filter(isNamed).length;
  const empty = Array.from({ length: Math.max(0, n - kept.length) }, () => ({ problem: notReturned(images.length, n) }));
  const charged = believed ? imageCount : named;
  return { places: [...kept.map(placeOf), ...empty], charged, incomplete: charged > named };
};

const placeOf = (image: TaskImage): Place => ('url' in image ? image : { problem: taskProblem(image.code, image.message) });

const notReturned = (came: number, n: number): Problem => ({
  code: 'RESULT_NOT_RETURNED',
  message: `the service returned ${came} of ${n} images`,
  hint: 'The usage of the edit says what is charged. Start another edit for what is missing.',
});

/** What became of one picture in one run: stored; not made; or not had this time, since it is not named, cannot be fetched, or cannot be stored. */
export type PictureOutcome =
  | { readonly result: EditResult }
  | { readonly missing: Problem; readonly index: number; readonly why: 'unnamed' | 'unfetched' | 'unstored' };

/** How long the service is asked for pictures that it charges and does not name, from the end of the task on, in ms (assumed). */
const UNNAMED_MS = 30 * 60_000;

/** What decides whether a picture that is not there is waited for. */
export interface ResultInstants {
  readonly age: TaskAge;
  /** Since the task ended, in ms. */
  readonly sinceEndMs: number;
}

/** What is done about the pictures of one run. */
export type ResultsDecision =
  | { readonly kind: 'wait'; readonly problem: Problem }
  | {
      readonly kind: 'end';
      readonly state: 'SUCCEEDED' | 'PARTIAL' | 'FAILED';
      readonly results: readonly EditResult[];
      readonly problem?: Problem;
    };

/** Whether the edit waits for pictures that it could not get, or ends with those that it has. */
export const decideResults = (
  edit: Pick<Edit, 'parameters' | 'taskId'>,
  charged: number,
  outcomes: readonly PictureOutcome[],
  instants: ResultInstants,
): ResultsDecision => {
  const awaited = outcomes.find((outcome) => 'missing' in outcome && !isGivenUp(outcome.why, instants));
  if (awaited !== undefined && 'missing' in awaited) return { kind: 'wait', problem: awaited.missing };
  const results = outcomes.map((outcome) =>
    'result' in outcome ? outcome.result : { index: outcome.index, problem: outcome.missing },
  );
  const stored = results.filter((result) => 'key' in result).length;
  if (stored === results.length && stored > 0) return { kind: 'end', state: 'SUCCEEDED', results };
  const problem = stored > 0 ? incompleteResults(results) : withoutResults(edit, charged, results);
  return { kind: 'end', state: stored > 0 ? 'PARTIAL' : 'FAILED', results, problem };
};

const isGivenUp = (why: 'unnamed' | 'unfetched' | 'unstored', { age, sinceEndMs }: ResultInstants): boolean => {
  if (why === 'unnamed') return isFetchOver(age) || sinceEndMs >= UNNAMED_MS;
  return why === 'unfetched' ? isFetchOver(age) : isForgotten(age);
};

const firstProblem = (results: readonly EditResult[]): Problem | undefined =>
  results.map((result) => ('problem' in result ? result.problem : undefined)).find((problem) => problem !== undefined);

/** Why an edit is PARTIAL. */
export const incompleteResults = (results: readonly EditResult[]): Problem => {
  const stored = results.filter((result) => 'key' in result).length;
  const why = firstProblem(results);
  return {
    code: 'RESULTS_INCOMPLETE',
    message: `${stored} of ${results.length} images are stored${why === undefined ? '' : `: ${why.message}`}`,
    hint: 'The usage of the edit says what is charged. Start another edit for what is missing.',
  };
};

const withoutResults = ({ taskId }: Pick<Edit, 'taskId'>, charged: number, results: readonly EditResult[]): Problem => {
  const why = firstProblem(results);
  if (charged === 0 && why !== undefined) return why;
  return {
    code: RESULT_LOST,
    message: `the service charged ${charged} image${charged === 1 ? '' : 's'} of task ${taskId}, and none could be stored: ${why?.message ?? 'unknown'}`,
    hint: 'Ask Model Studio about that task if it was charged. A new edit is charged again.',
  };
};
