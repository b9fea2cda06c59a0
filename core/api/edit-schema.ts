/** An edit as every face shows it: the schema behind the API's answers, the documents and the typed client. */
import * as z from 'zod/mini';
import { EDIT_STATES } from '../edit/state.ts';
import { RESULT_MEDIA_TYPES } from '../service/limits.ts';

const described = (description: string) => z.meta({ description });
const instant = (description: string) => z.optional(z.iso.datetime()).check(described(description));
const seconds = (description: string) => z.optional(z.number()).check(described(description));
const count = z.int().check(z.minimum(0));

/** Schema of {@link ProblemView}. */
export const problemSchema = z.strictObject({
  code: z.string().check(described('Stable; decide on it.')),
  message: z.string().check(described('What happened, to which object.')),
  hint: z.string().check(described('What to do next.')),
});
/** What a person is told about anything that went wrong. */
export type ProblemView = z.infer<typeof problemSchema>;

/** Schema of {@link ImageView}. */
export const imageViewSchema = z.strictObject({
  key: z.optional(z.string()).check(described('Key of the picture; absent when it was named by URL.')),
  versionId: z.optional(z.string()),
  url: z.optional(z.string()).check(described('Where to load it from; expires when the store signs its links.')),
  mediaType: z.optional(z.string()),
  width: z.optional(count),
  height: z.optional(count),
  bytes: z.optional(count),
});
/** An input picture. */
export type ImageView = z.infer<typeof imageViewSchema>;

/** Schema of {@link ResultView}. */
export const resultViewSchema = z.union([
  z.strictObject({
    index: count,
    key: z.string(),
    url: z.optional(z.string()).check(described('Where to load it from; expires when the store signs its links.')),
    mediaType: z
      .optional(z.enum(RESULT_MEDIA_TYPES))
      .check(described('What its bytes are; the service makes PNG, and others are kept as they are.')),
    width: count,
    height: count,
    bytes: count,
    sha256: z.string(),
  }),
  z.strictObject({ index: count, problem: problemSchema }),
]);
/** A picture that the edit made, or why there is none. `index` counts from 1. */
export type ResultView = z.infer<typeof resultViewSchema>;

/** Schema of {@link EditView}. */
export const editViewSchema = z.strictObject({
  id: z.string().check(described('40 hexadecimal digits.')),
  status: z.enum(EDIT_STATES),
  statusText: z.string().check(described('The status in words.')),
  ended: z.boolean().check(described('Whether nothing more happens by itself.')),
  source: z.strictObject({
    kind: z.enum(['upload', 'request', 'api']),
    key: z.optional(z.string()),
    versionId: z.optional(z.string()),
  }),
  preset: z.optional(z.string()),
  prompt: z.string(),
  actualPrompt: z.optional(z.string()).check(described('The prompt as the service rewrote it.')),
  parameters: z.strictObject({
    n: count,
    size: z.optional(z.string()),
    seed: z.optional(count),
    negativePrompt: z.optional(z.string()),
    promptExtend: z.boolean(),
    watermark: z.boolean(),
  }),
  images: z.array(imageViewSchema).check(described('The input pictures in order: "image 1", "image 2", ...')),
  results: z.array(resultViewSchema),
  resultPrefix: z.string().check(described('Where the results and edit.json lie.')),
  taskId: z.optional(z.string()).check(described("The service's task.")),
  usage: z.optional(z.strictObject({ imageCount: count })).check(described('Images charged.')),
  costUsd: z.optional(z.number()),
  queuePosition: z.optional(count).check(described('How many edits are before this one, plus one; only while it waits.')),
  times: z.strictObject({
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    waitingSince: instant('Since when it waits for a slot.'),
    admittedAt: instant('When it got a slot.'),
    submissionAt: instant('When the last attempt to create the task began.'),
    submittedAt: instant('When the task was created.'),
    taskSubmittedAt: instant("The same by the service's clock."),
    taskScheduledAt: instant('When the service began.'),
    taskEndedAt: instant('When the service ended.'),
    detectedAt: instant('When the end was noticed.'),
    finishedAt: instant('When nothing more was to be done.'),
  }),
  seconds: z.strictObject({
    waiting: seconds('From creation until the task was created, or until now.'),
    model: seconds('How long the service worked.'),
    total: seconds('From creation until the end, or until now.'),
  }),
  cancelRequestedAt: instant('When somebody asked to cancel it.'),
  retryOf: z.optional(z.string()).check(described('The edit that this one repeats.')),
  problem: z.optional(problemSchema).check(described('Why it was rejected, failed, is unresolved, or lacks some pictures.')),
  links: z.strictObject({ self: z.string(), cancel: z.optional(z.string()), retry: z.optional(z.string()) }),
});
/** An edit as every face shows it. */
export type EditView = z.infer<typeof editViewSchema>;
