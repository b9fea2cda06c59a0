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

/** Reads the envelope of an error from any JSON. */
export const readErrorBody = (json: unknown): ErrorBody => {
  const fields = fieldsOf(json);
  return { code: wordAt(fields, 'code'), message: textAt(fields, 'message'), request_id: wordAt(fields, 'request_id') };
};

/** Reads the answer to a create; undefined without a task id. */
export const readCreated = (json: unknown): { readonly taskId: string; readonly requestId: string } | undefined => {
  const fields = fieldsOf(json);
  const taskId = wordAt(fieldsOf(fields?.output), 'task_id');
  return taskId === undefined ? undefined : { taskId, requestId: wordAt(fields, 'request_id') ?? '' };
};

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
  readonly task_status: string;
  readonly submit_time: string | undefined;
  readonly scheduled_time: string | undefined;
  readonly end_time: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly results: readonly ResultBody[] | undefined;
  /** Pictures that were made and are charged, as far as the service says so. */
  readonly image_count: number | undefined;
}

/** Reads the answer to a query of one task; undefined without a status. */
export const readTask = (json: unknown): TaskBody | undefined => {
  const fields = fieldsOf(json);
  const output = fieldsOf(fields?.output);
  const status = wordAt(output, 'task_status');
  if (status === undefined) return undefined;
  return {
    task_status: status,
    submit_time: textAt(output, 'submit_time'),
    scheduled_time: textAt(output, 'scheduled_time'),
    end_time: textAt(output, 'end_time'),
    code: textAt(output, 'code'),
    message: textAt(output, 'message'),
    results: listAt(output, 'results')?.map(resultOf),
    image_count: countAt(fieldsOf(fields?.usage), 'image_count') ?? countAt(fieldsOf(output?.task_metrics), 'SUCCEEDED'),
  };
};

const resultOf = (fields: Fields): ResultBody => ({
  url: textAt(fields, 'url'),
  code: textAt(fields, 'code'),
  message: textAt(fields, 'message'),
  orig_prompt: textAt(fields, 'orig_prompt'),
  actual_prompt: textAt(fields, 'actual_prompt'),
});

/** One row of the task list. */
export interface RowBody {
  readonly task_id: string;
  /** Epoch ms. */
  readonly gmt_create: number;
  readonly status: string;
  readonly model_name: string | undefined;
}

/** One page of the task list. */
export interface TaskPageBody {
  readonly data: readonly RowBody[];
  readonly total: number | undefined;
  readonly total_page: number | undefined;
}

/** Reads one page of the task list. Strict: a row that cannot be read might be the one that is looked for, so then there is no page. */
export const readTaskPage = (json: unknown): TaskPageBody | undefined => {
  const fields = fieldsOf(json);
  const rows = listAt(fields, 'data')?.map(rowOf);
  if (!rows?.every((row) => row !== undefined)) return undefined;
  return { data: rows, total: countAt(fields, 'total'), total_page: countAt(fields, 'total_page') };
};

const rowOf = (fields: Fields): RowBody | undefined => {
  const [task_id, gmt_create, status] = [wordAt(fields, 'task_id'), epochMsOf(fields.gmt_create), wordAt(fields, 'status')];
  if (task_id === undefined || gmt_create === undefined || status === undefined) return undefined;
  return { task_id, gmt_create, status, model_name: textAt(fields, 'model_name') };
};

/** Instants come as numbers or as digits. */
const epochMsOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^\d{10,16}$/.test(value) ? Number(value) : undefined;
};

/** Permission to upload, as the service gave it. */
export interface UploadPolicy {
  readonly upload_host: string;
  readonly upload_dir: string;
  readonly oss_access_key_id: string;
  readonly signature: string;
  readonly policy: string;
  readonly x_oss_object_acl: string;
  readonly x_oss_forbid_overwrite: string | boolean;
}

/** Reads the permission to upload pictures; undefined when a part is missing. */
export const readPolicy = (json: unknown): UploadPolicy | undefined => {
  const data = fieldsOf(fieldsOf(json)?.data);
  const [upload_host, upload_dir, oss_access_key_id] = words(data, 'upload_host', 'upload_dir', 'oss_access_key_id');
  const [signature, policy, x_oss_object_acl] = words(data, 'signature', 'policy', 'x_oss_object_acl');
  const forbid = data?.x_oss_forbid_overwrite;
  const x_oss_forbid_overwrite = typeof forbid === 'boolean' ? forbid : wordAt(data, 'x_oss_forbid_overwrite');
  if (upload_host === undefined || upload_dir === undefined || oss_access_key_id === undefined) return undefined;
  if (signature === undefined || policy === undefined || x_oss_object_acl === undefined) return undefined;
  if (x_oss_forbid_overwrite === undefined) return undefined;
  return { upload_host, upload_dir, oss_access_key_id, signature, policy, x_oss_object_acl, x_oss_forbid_overwrite };
};

const words = (fields: Fields | undefined, ...names: readonly string[]): readonly (string | undefined)[] =>
  names.map((name) => wordAt(fields, name));
