/** The JSON of Model Studio's API: what we send, and what we need of what comes back. Unknown fields are ignored. */

import { omitUndefined } from '#core/omit-undefined.ts';
import type { CreateTask } from '#core/ports/model.ts';
import { MODEL } from '#core/service/limits.ts';
import { countAt, type Fields, fieldsOf, listAt, textAt, wordAt } from './read-json.ts';

/** The body that creates a task. n, prompt_extend and watermark are always said: the service's own n is 4, and each is paid. */
export const createBody = ({ prompt, images, parameters }: CreateTask) => ({
  model: MODEL,
  input: {
    prompt,
    images,
    ...omitUndefined({ negative_prompt: parameters.negativePrompt }),
  },
  parameters: {
    n: parameters.n,
    ...omitUndefined({ size: parameters.size, seed: parameters.seed }),
    prompt_extend: parameters.promptExtend,
    watermark: parameters.watermark,
  },
});

/** The envelope of an error; every part may be missing. */
export interface ErrorBody {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly request_id?: string | undefined;
}

/** What stands in place of a code where nothing is wrong. */
const NO_ERROR = /^(0|2\d\d|ok|success)$/i;

/** Reads the envelope of an error from any JSON; on the ways that speak OpenAI's it is inside `error`. */
export const readErrorBody = (json: unknown): ErrorBody => {
  const fields = fieldsOf(json);
  const inner = fieldsOf(fields?.error);
  const code = wordAt(fields, 'code') ?? wordAt(inner, 'code') ?? wordAt(fields, 'Code');
  return {
    code: code === undefined || NO_ERROR.test(code) ? undefined : code,
    message: textAt(fields, 'message') ?? textAt(inner, 'message') ?? textAt(fields, 'Message'),
    request_id: wordAt(fields, 'request_id') ?? wordAt(fields, 'requestId') ?? wordAt(fields, 'RequestId'),
  };
};

/** What an answer is about: its `output`, or where there is none, all of it. */
const outputOf = (fields: Fields | undefined): Fields | undefined => fieldsOf(fields?.output) ?? fields;

/** Reads the answer to a create; undefined without a task id that can be asked for. */
export const readCreated = (json: unknown): { readonly taskId: string; readonly requestId: string } | undefined => {
  const fields = fieldsOf(json);
  const taskId = wordAt(outputOf(fields), 'task_id');
  return taskId === undefined || !isTaskId(taskId) ? undefined : { taskId, requestId: wordAt(fields, 'request_id') ?? '' };
};

/**
 * Whether a text can be the id of a task: printable and at most 500 characters, of four bytes at most each; nobody documents more, and a key
 * of DynamoDB, which it becomes a part of, ends at 2,048 bytes.
 */
export const isTaskId = (text: string): boolean => /^\P{C}{1,500}$/u.test(text) && text.trim() !== '';

/** A task id as one segment of a path, whatever it is made of; one that reads as "here" or "up" is encoded too. */
export const taskPath = (taskId: string): string =>
  encodeURIComponent(taskId).replace(/^\.{1,2}$/, (dots) => '%2E'.repeat(dots.length));

/** Whether this is the answer to a cancel: a request id and nothing else. */
export const isConfirmation = (json: unknown): boolean => wordAt(fieldsOf(json), 'request_id') !== undefined;

/** One picture of a task. */
export interface ResultBody {
  readonly url: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly orig_prompt: string | undefined;
  readonly actual_prompt: string | undefined;
}

/** What a query says of one task. */
export interface TaskBody {
  /** The task that it is about, as far as it says so. */
  readonly task_id: string | undefined;
  readonly task_status: string;
  readonly submit_time: string | undefined;
  readonly scheduled_time: string | undefined;
  readonly end_time: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly results: readonly ResultBody[];
  /** Pictures that were made and are charged, as far as the service says so. */
  readonly image_count: number | undefined;
}

/** Reads the answer to a query of one task; undefined without a status. */
export const readTask = (json: unknown): TaskBody | undefined => {
  const fields = fieldsOf(json);
  const output = outputOf(fields);
  const status = wordAt(output, 'task_status');
  if (status === undefined) return undefined;
  return {
    task_id: wordAt(output, 'task_id'),
    task_status: status.trim(),
    submit_time: textAt(output, 'submit_time'),
    scheduled_time: textAt(output, 'scheduled_time'),
    end_time: textAt(output, 'end_time'),
    code: textAt(output, 'code'),
    message: textAt(output, 'message'),
    results: resultsOf(output),
    image_count: countAt(fieldsOf(fields?.usage), 'image_count') ?? countAt(fieldsOf(output?.task_metrics), 'SUCCEEDED'),
  };
};

/** A list, or one result without a list. */
const resultsOf = (output: Fields | undefined): readonly ResultBody[] =>
  listAt(output, 'results')?.map(resultOf) ?? [resultOf(output?.results)].filter(({ url }) => url);

/** An item may be a bare address; one that is nothing of a picture keeps its place. */
const resultOf = (item: unknown): ResultBody => {
  const fields = typeof item === 'string' && /^\s*https?:/i.test(item) ? { url: item } : fieldsOf(item);
  return {
    url: textAt(fields, 'url')?.trim(),
    code: textAt(fields, 'code'),
    message: textAt(fields, 'message'),
    orig_prompt: textAt(fields, 'orig_prompt'),
    actual_prompt: textAt(fields, 'actual_prompt'),
  };
};

/** One row of the task list. */
export interface RowBody {
  readonly task_id: string;
  /** A number, taken as epoch ms; undefined when there is none. */
  readonly gmt_create: number | undefined;
  readonly status: string | undefined;
  /** The model by name; undefined when the row has none, `null` when it has one that is no text. */
  readonly model_name: string | null | undefined;
}

/** One page of the task list. */
export interface TaskPageBody {
  readonly data: readonly RowBody[];
  /** Rows that have no id, so that nothing can be asked about them. */
  readonly nameless: number;
  readonly total: number | undefined;
  readonly total_page: number | undefined;
}

/** Reads one page of the task list; undefined without rows, be they none. */
export const readTaskPage = (json: unknown): TaskPageBody | undefined => {
  const fields = fieldsOf(json);
  const rows = listAt(fields, 'data')?.map((item) => rowOf(fieldsOf(item)));
  if (rows === undefined) return undefined;
  const data = rows.filter((row) => row !== undefined);
  const { length } = rows;
  return { data, nameless: length - data.length, total: countAt(fields, 'total'), total_page: countAt(fields, 'total_page') };
};

const rowOf = (fields: Fields | undefined): RowBody | undefined => {
  const task_id = wordAt(fields, 'task_id');
  if (task_id === undefined || !isTaskId(task_id)) return undefined;
  const model = fields?.model_name;
  const model_name = model === undefined || model === null || model === '' ? undefined : typeof model === 'string' ? model : null;
  const at = fields?.gmt_create;
  // An instant may have fractions of a millisecond.
  const gmt_create = countAt({ at: typeof at === 'number' ? Math.floor(at) : at }, 'at');
  return { task_id, gmt_create, status: wordAt(fields, 'status'), model_name };
};

/** Permission to upload, as the service gave it; what it did not give is not sent along. */
export interface UploadPolicy {
  readonly upload_host: string;
  readonly upload_dir: string;
  readonly oss_access_key_id: string;
  readonly signature: string;
  readonly policy: string;
  readonly x_oss_object_acl: string | undefined;
  readonly x_oss_forbid_overwrite: string | undefined;
}

/** Reads the permission to upload pictures; undefined when a part is missing without which nothing can be uploaded. */
export const readPolicy = (json: unknown): UploadPolicy | undefined => {
  const data = fieldsOf(fieldsOf(json)?.data);
  const [upload_host, upload_dir, oss_access_key_id] = words(data, 'upload_host', 'upload_dir', 'oss_access_key_id');
  const [signature, policy, x_oss_object_acl] = words(data, 'signature', 'policy', 'x_oss_object_acl');
  const forbid = data?.x_oss_forbid_overwrite;
  const x_oss_forbid_overwrite = typeof forbid === 'boolean' ? String(forbid) : wordAt(data, 'x_oss_forbid_overwrite');
  if (upload_host === undefined || upload_dir === undefined || oss_access_key_id === undefined) return undefined;
  if (signature === undefined || policy === undefined) return undefined;
  const host = upload_host.includes('://') ? upload_host : `https://${upload_host}`;
  return { upload_host: host, upload_dir, oss_access_key_id, signature, policy, x_oss_object_acl, x_oss_forbid_overwrite };
};

const words = (fields: Fields | undefined, ...names: readonly string[]): readonly (string | undefined)[] =>
  names.map((name) => wordAt(fields, name));
