/** What a task's answer means for an edit. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { TaskImage, TaskReport, TaskTimes } from '#core/service/task.ts';
import { redactText } from '#core/text/redact.ts';
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

const failureOf = ({ code, message }: { code?: string | undefined; message?: string | undefined }) => ({
  code: code || UNEXPLAINED,
  message: redactText(message ?? ''),
});

/** Failed pictures have no URL; an empty one counts as none. */
const imageOf = (result: ResultBody): TaskImage => (result.url ? { url: result.url } : failureOf(result));

const succeeded = (task: TaskBody, results: readonly ResultBody[]): TaskReport => {
  const images = results.map(imageOf);
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

/**
 * What the service says of a task, from the JSON of a query; undefined when it is no such answer. A status that nobody documents
 * counts as RUNNING: the task is looked at again, and given up by time.
 */
export const parseTaskReport = (json: unknown): TaskReport | undefined => {
  const task = readTask(json);
  if (task === undefined) return undefined;
  const times = timesOf(task);
  switch (task.task_status.toUpperCase()) {
    case 'PENDING':
      return { status: 'PENDING', times };
    case 'SUCCEEDED':
      return task.results === undefined || task.results.length === 0 ? undefined : succeeded(task, task.results);
    case 'FAILED':
      return { status: 'FAILED', times, ...failureOf(task) };
    case 'CANCELED':
    case 'CANCELLED':
      return { status: 'CANCELED', times };
    case 'UNKNOWN':
      return { status: 'UNKNOWN' };
    default:
      return { status: 'RUNNING', times };
  }
};
