/** The JSON of Model Studio's API: what we send, and what we need of what comes back. Unknown fields are ignored. */
import * as z from 'zod/mini';
import { MODEL } from '#core/limits.ts';
import type { CreateTask } from '#core/ports/model.ts';

/** The body that creates a task. n, prompt_extend and watermark are always said: the service's own n is 4, and each is paid. */
export const createBody = ({ prompt, images, parameters }: CreateTask) => ({
  model: MODEL,
  input: {
    prompt,
    images,
    ...(parameters.negativePrompt === undefined ? {} : { negative_prompt: parameters.negativePrompt }),
  },
  parameters: {
    n: parameters.n,
    ...(parameters.size === undefined ? {} : { size: parameters.size }),
    ...(parameters.seed === undefined ? {} : { seed: parameters.seed }),
    prompt_extend: parameters.promptExtend,
    watermark: parameters.watermark,
  },
});

/** The value of a JSON text; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A field that may be absent, null or of a type nobody promised: then it counts as absent. */
const lenient = <T extends z.core.SomeType>(schema: T) => z.catch(z.optional(schema), undefined);

const text = z.string();
const nonEmpty = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const epochMs = z.union([
  z.number(),
  z.pipe(
    z.string().check(z.regex(/^\d{10,16}$/)),
    z.transform((digits) => Number(digits)),
  ),
]);

/** The envelope of an error; every part may be missing. */
export const errorBodySchema = z.object({
  code: lenient(nonEmpty),
  message: lenient(text),
  request_id: lenient(nonEmpty),
});
/** See {@link errorBodySchema}. */
export interface ErrorBody {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly request_id?: string | undefined;
}

/** Answer to a create. */
export const createdSchema = z.object({ output: z.object({ task_id: nonEmpty }), request_id: lenient(nonEmpty) });

/** Answer to a cancel: a request id and nothing else. */
export const confirmedSchema = z.object({ request_id: nonEmpty });

/** Answer to a query of one task. */
export const taskSchema = z.object({
  output: z.object({
    task_status: nonEmpty,
    submit_time: lenient(text),
    scheduled_time: lenient(text),
    end_time: lenient(text),
    code: lenient(text),
    message: lenient(text),
    results: lenient(
      z.array(
        z.object({
          url: lenient(text),
          code: lenient(text),
          message: lenient(text),
          orig_prompt: lenient(text),
          actual_prompt: lenient(text),
        }),
      ),
    ),
    task_metrics: lenient(z.object({ SUCCEEDED: lenient(count) })),
  }),
  usage: lenient(z.object({ image_count: lenient(count) })),
});
/** See {@link taskSchema}. */
export type TaskBody = z.infer<typeof taskSchema>;

/** One page of the task list. Rows are strict: a row that cannot be read might be the one that is looked for. */
export const taskPageSchema = z.object({
  data: z.array(z.object({ task_id: nonEmpty, gmt_create: epochMs, status: nonEmpty, model_name: lenient(text) })),
  total: lenient(count),
  total_page: lenient(count),
});

/** Permission to upload pictures. */
export const policySchema = z.object({
  data: z.object({
    upload_host: nonEmpty,
    upload_dir: nonEmpty,
    oss_access_key_id: nonEmpty,
    signature: nonEmpty,
    policy: nonEmpty,
    x_oss_object_acl: nonEmpty,
    x_oss_forbid_overwrite: z.union([nonEmpty, z.boolean()]),
  }),
});
