/** What a task's answer means for an edit. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { TaskImage, TaskReport, TaskTimes } from '#core/service/task.ts';
import { redactText } from '#core/text/redact.ts';
import type { Redact } from '../session/redact.ts';
import { parseBeijingTime } from '../wire/beijing-time.ts';
import { type ResultBody, readTask, type TaskBody } from '../wire/wire.ts';

/** Code of a failure for which the service gave none. */
export const UNEXPLAINED = 'Unexplained';

const instant = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseBeijingTime(text));

const timesOf = ({ submit_time, scheduled_time, end_time }: TaskBody): TaskTimes => {
  const [submittedAt, scheduledAt, endedAt] = [submit_time, scheduled_time, end_time].map(instant);
  return {
    ...omitUndefined({ submittedAt, scheduledAt, endedAt }),
  };
};

const failureOf = ({ code, message }: { code?: string | undefined; message?: string | undefined }, redact: Redact) => ({
  code: redact(code ?? '') || UNEXPLAINED,
  message: redact(message ?? ''),
});

/** Failed pictures have no URL; an empty one counts as none. What cannot be read at all keeps its place without an explanation. */
const imageOf = (result: Partial<ResultBody>, redact: Redact): TaskImage =>
  result.url ? { url: result.url } : failureOf(result, redact);

const succeeded = (task: TaskBody, results: readonly Partial<ResultBody>[], redact: Redact): TaskReport => {
  const images = results.map((result) => imageOf(result, redact));
  const originalPrompt = results.find((result) => result.orig_prompt)?.orig_prompt;
  const actualPrompt = results.find((result) => result.actual_prompt)?.actual_prompt;
  return {
    status: 'SUCCEEDED',
    times: timesOf(task),
    images,
    imageCount: task.image_count ?? images.filter((image) => 'url' in image).length,
    ...omitUndefined({ originalPrompt, actualPrompt }),
  };
};

const reportOf = (task: TaskBody, redact: Redact): TaskReport => {
  const times = timesOf(task);
  const { results } = task;
  const status = task.task_status.toUpperCase().replace('LL', 'L');
  const hasPicture = results.some(({ url }) => url);
  if ((status === 'PENDING' || status === 'RUNNING') && !(hasPicture && task.end_time)) return { status, times };
  if (status === 'SUCCEEDED' || hasPicture) return succeeded(task, results, redact);
  // What is counted was made and is charged: its place is named, so that it is asked for again, and told as lost at last.
  if ((status === 'FAILED' || status === 'CANCELED') && task.image_count)
    return succeeded(task, results.length > 0 ? results : [task], redact);
  switch (status) {
    case 'FAILED':
      return { status, times, ...failureOf(task, redact) };
    case 'CANCELED':
      return { status, times };
    case 'UNKNOWN':
      return { status };
    default:
      return { status: 'RUNNING', times };
  }
};

/** Whether a report stands although the answer carries an error: it has a picture, or says itself why there is none. */
const standsAlone = (report: TaskReport, task: TaskBody): boolean =>
  report.status === 'SUCCEEDED'
    ? report.images.some((image) => 'url' in image)
    : report.status === 'FAILED' && Boolean(task.code);

/** What was asked for, the error that the answer carries besides, and what takes the secrets of the call out of texts. */
interface Asked {
  readonly taskId?: string;
  readonly code?: string | undefined;
  readonly redact?: Redact;
}

/**
 * What the service says of a task, from the JSON of a query; undefined when it is no such answer, is about another task (a cache between
 * did that), or carries an error instead. A task that has ended with a picture to fetch succeeded, whatever word stands beside it. A word
 * that nobody documents, without a picture, counts as RUNNING: the task is looked at again, and given up by time.
 */
export const parseTaskReport = (json: unknown, { taskId, code, redact = redactText }: Asked = {}): TaskReport | undefined => {
  const task = readTask(json);
  if (task === undefined) return undefined;
  const aboutAnother = taskId !== undefined && task.task_id !== undefined && task.task_id.toLowerCase() !== taskId.toLowerCase();
  if (aboutAnother) return undefined;
  const report = reportOf(task, redact);
  return code === undefined || standsAlone(report, task) ? report : undefined;
};
