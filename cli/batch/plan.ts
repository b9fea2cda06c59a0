/** What a batch would do: which images, which of them are done already, and what the rest costs at most. Looking is free. */
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { EditView } from '#client/types.ts';
import { batchKey, nextBatchKey, triesAgain } from '#core/batch/idempotency-key.ts';
import { type BatchObject, skipReason } from '#core/batch/objects.ts';
import { editIdOfIdempotencyKey } from '#core/ids.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { mapConcurrent } from '../map-concurrent.ts';

/** One image, with the Idempotency-Key of its next attempt, and the edit that an earlier run has already made under it. */
export interface PlannedImage {
  readonly object: BatchObject;
  readonly idempotencyKey: string;
  readonly edit?: EditView;
}

/** A batch before it begins. */
export interface BatchPlan {
  readonly images: readonly PlannedImage[];
  readonly skipped: readonly { readonly key: string; readonly why: string }[];
}

/** What decides which edits are found again. */
export interface PlanOptions {
  readonly instruction: InstructionFields;
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
}

/** Calls at the same time. */
const CONCURRENCY = 8;

/** Looks at every object, and at the edits that earlier runs made. @throws ApiError */
export const planBatch = async (client: Client, objects: readonly BatchObject[], options: PlanOptions): Promise<BatchPlan> => {
  const looked = objects.map((object) => ({ object, why: skipReason(object) }));
  const skipped = looked.flatMap(({ object: { key }, why }) => (why === undefined ? [] : [{ key, why }]));
  const wanted = looked.filter(({ why }) => why === undefined);
  return { images: await mapConcurrent(wanted, CONCURRENCY, ({ object }) => nextAttempt(client, object, options)), skipped };
};

const nextAttempt = async (
  client: Client,
  object: BatchObject,
  { instruction, retryFailed, signal }: PlanOptions,
): Promise<PlannedImage> => {
  const firstKey = batchKey(object, instruction);
  let idempotencyKey = firstKey;
  for (;;) {
    const edit = await find(client, editIdOfIdempotencyKey(idempotencyKey), signal);
    if (edit === undefined || !triesAgain(edit, { retryFailed })) return omitUndefined({ object, idempotencyKey, edit });
    idempotencyKey = nextBatchKey(firstKey, edit.id);
  }
};

const find = async ({ edits }: Client, id: string, signal: AbortSignal): Promise<EditView | undefined> => {
  try {
    return await edits.get(id, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
};
