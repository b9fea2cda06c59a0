/** JSON bodies of the query and list answers, field by field as the service writes them. */
import { withoutMagicWords } from '../magic-words.ts';
import { hashText } from '../random.ts';
import { formatBeijing } from './beijing-time.ts';
import { statusOf, type Task } from './task.ts';

/** A JSON object of an answer. */
export type Body = Readonly<Record<string, unknown>>;

const ENDINGS = [
  'Keep the subject, its pose and its proportions unchanged, and let light and shadow fall naturally.',
  'Blend the edges softly, keep the original perspective, and match colour temperature and grain.',
  'Preserve every other detail of the picture, with clean contours and balanced contrast.',
] as const;

/** The prompt after rewriting: the same text always becomes the same longer text. */
export const extendPrompt = (prompt: string): string => {
  const plain = withoutMagicWords(prompt);
  const stop = /[.!?。！？]$/.test(plain) ? '' : '.';
  return `${plain}${stop} ${ENDINGS[hashText(plain) % ENDINGS.length]}`;
};

/** The rewritten prompt, when the request asked for one. */
export const actualPromptOf = (task: Task): string | undefined =>
  task.request.promptExtend ? extendPrompt(task.request.prompt) : undefined;

/** An instant as the service's clock showed it. */
type Shown = (instant: number) => number;

const endOf = (task: Task): number | undefined => task.endedAt ?? task.canceledAt;

const times = (task: Task, shown: Shown): Body => {
  const [startedAt, endedAt] = [task.startedAt, endOf(task)];
  return {
    submit_time: formatBeijing(shown(task.submittedAt)),
    ...(startedAt === undefined ? {} : { scheduled_time: formatBeijing(shown(startedAt)) }),
    ...(endedAt === undefined ? {} : { end_time: formatBeijing(shown(endedAt)) }),
  };
};

const results = (task: Task, url: (index: number) => string): readonly Body[] => {
  const actual = actualPromptOf(task);
  return Array.from({ length: task.request.n }, (_, index) => {
    const failure = task.plan.imageFailures[index];
    if (failure !== undefined) return { code: failure.code, message: failure.message };
    return { orig_prompt: task.request.prompt, ...(actual === undefined ? {} : { actual_prompt: actual }), url: url(index) };
  });
};

/** Answer to a query of a task that is visible to the asker. */
export const taskBody = (task: Task, requestId: string, url: (index: number) => string, shown: Shown): Body => {
  const status = statusOf(task);
  const total = task.request.n;
  const succeeded = status === 'SUCCEEDED' ? total - Object.keys(task.plan.imageFailures).length : 0;
  const failed = status === 'FAILED' ? total : status === 'SUCCEEDED' ? total - succeeded : 0;
  return {
    request_id: requestId,
    output: {
      task_id: task.id,
      task_status: status,
      ...times(task, shown),
      ...(status === 'FAILED' ? { code: task.failure?.code, message: task.failure?.message } : {}),
      ...(status === 'SUCCEEDED' ? { results: results(task, url) } : {}),
      task_metrics: { TOTAL: total, SUCCEEDED: succeeded, FAILED: failed },
    },
    ...(status === 'SUCCEEDED' ? { usage: { image_count: succeeded } } : {}),
  };
};

/** Answer to a query of an expired, unknown or foreign task. */
export const unknownBody = (taskId: string, requestId: string): Body => ({
  request_id: requestId,
  output: { task_id: taskId, task_status: 'UNKNOWN' },
});

/** A number of fixed length that stands for an account in list rows. */
const digits = (text: string): string => String(1_000_000_000 + (hashText(text) % 1_000_000_000));

/** One row of the task list; times in milliseconds, no results. */
export const listRow = (task: Task, region: string, shown: Shown): Body => {
  const endedAt = endOf(task);
  return {
    api_key_id: digits(`key ${task.account}`),
    caller_parent_id: digits(`account ${task.account}`),
    caller_uid: digits(`account ${task.account}`),
    gmt_create: shown(task.submittedAt),
    start_time: shown(task.startedAt ?? task.submittedAt),
    ...(endedAt === undefined ? {} : { end_time: shown(endedAt) }),
    model_name: task.request.model,
    region,
    request_id: task.requestId,
    status: statusOf(task),
    task_id: task.id,
    user_api_unique_key: `apikey:v1:aigc:image2image:image-synthesis:${task.request.model}`,
  };
};
