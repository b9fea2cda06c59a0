/** `edit.json`: what is written last beside the results of an edit. Its presence means that the results are complete. */

import * as z from 'zod/mini';
import { isoTime } from '../iso-time.ts';
import { omitUndefined } from '../omit-undefined.ts';
import { EXTENSIONS, RESULT_MEDIA_TYPES, type ResultMediaType } from '../service/limits.ts';
import { durationsOf } from './durations.ts';
import type { Edit, SucceededEdit } from './edit.ts';
import type { EditImage } from './edit-record.ts';
import { EDIT_STATES } from './state.ts';

const problemSchema = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });
const seconds = z.optional(z.number().check(z.minimum(0)));
const instant = z.optional(z.iso.datetime());

const imageSchema = z.union([
  z.strictObject({
    index: z.int(),
    key: z.string(),
    mediaType: z.optional(z.enum(RESULT_MEDIA_TYPES)),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  }),
  z.strictObject({ index: z.int(), problem: problemSchema }),
]);

/** Schema of {@link Manifest}. */
export const manifestSchema = z.strictObject({
  version: z.literal('1'),
  editId: z.string(),
  state: z.enum(EDIT_STATES),
  prompt: z.string(),
  actualPrompt: z.optional(z.string()),
  preset: z.optional(z.string()),
  parameters: z.strictObject({
    negativePrompt: z.optional(z.string()),
    n: z.int(),
    size: z.optional(z.string()),
    seed: z.optional(z.int()),
    promptExtend: z.boolean(),
    watermark: z.boolean(),
  }),
  instruction: z.strictObject({
    kind: z.enum(['upload', 'request', 'api']),
    key: z.optional(z.string()),
    versionId: z.optional(z.string()),
  }),
  sources: z.array(
    z.union([
      z.strictObject({
        key: z.string(),
        versionId: z.string(),
        mediaType: z.string(),
        width: z.int(),
        height: z.int(),
        bytes: z.int(),
      }),
      z.strictObject({ url: z.string() }),
    ]),
  ),
  taskId: z.string(),
  times: z.strictObject({
    createdAt: instant,
    submittedAt: instant,
    taskSubmittedAt: instant,
    taskScheduledAt: instant,
    taskEndedAt: instant,
    detectedAt: instant,
    finishedAt: z.iso.datetime(),
    queueSeconds: seconds,
    modelSeconds: seconds,
    detectionLagSeconds: seconds,
    persistSeconds: seconds,
  }),
  usage: z.strictObject({ imageCount: z.int() }),
  costUsd: z.number(),
  images: z.array(imageSchema),
  retryOf: z.optional(z.string()),
  /** Somebody asked to cancel the edit while the service was already working on it: the result is paid, so it is kept. */
  canceledMeanwhile: z.boolean(),
});
/** What `edit.json` holds. Times are ISO 8601; `task*` come from the service's clock. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Key of the manifest of an edit. */
export const manifestKey = ({ resultPrefix }: Pick<Edit, 'resultPrefix'>): string => `${resultPrefix}edit.json`;

/** Key of one result; `index` counts from 1. It ends as its media type does. */
export const resultKey = (
  { resultPrefix }: Pick<Edit, 'resultPrefix'>,
  index: number,
  mediaType: ResultMediaType = 'image/png',
): string => `${resultPrefix}${index}.${EXTENSIONS[mediaType]}`;

/** The manifest of a finished edit: the same for the same record. */
export const manifestOf = (edit: SucceededEdit): Manifest => ({
  version: '1',
  editId: edit.editId,
  state: edit.state,
  prompt: edit.prompt,
  ...omitUndefined({ actualPrompt: edit.actualPrompt, preset: edit.preset }),
  parameters: { ...edit.parameters },
  instruction:
    edit.source.kind === 'api'
      ? { kind: 'api' }
      : { kind: edit.source.kind, key: edit.source.key, versionId: edit.source.versionId },
  sources: edit.images.map(sourceOf),
  taskId: edit.taskId,
  times: { ...instantsOf(edit), finishedAt: isoTime(edit.times.finishedAt), ...durationsOf(edit) },
  usage: { imageCount: edit.imageCount },
  costUsd: edit.costUsd,
  images: edit.results.map((result) => ({ ...result })),
  ...omitUndefined({ retryOf: edit.retryOf }),
  canceledMeanwhile: edit.cancelRequestedAt !== undefined,
});

/** The manifest as it is stored. */
export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

/** Reads a stored manifest; undefined when it is none of ours. */
export const parseManifest = (text: string): Manifest | undefined => {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // not JSON
  }
  return undefined;
};

const sourceOf = (image: EditImage): Manifest['sources'][number] => {
  if (image.kind === 'url') return { url: image.url };
  const { key, versionId, mediaType, width, height, bytes } = image;
  return { key, versionId, mediaType, width, height, bytes };
};

const INSTANTS = ['createdAt', 'submittedAt', 'taskSubmittedAt', 'taskScheduledAt', 'taskEndedAt', 'detectedAt'] as const;

const instantsOf = ({ times }: Edit): Partial<Record<(typeof INSTANTS)[number], string>> =>
  Object.fromEntries(
    INSTANTS.flatMap((name) => {
      const at = times[name];
      return at === undefined ? [] : [[name, isoTime(at)]];
    }),
  );
