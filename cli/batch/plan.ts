/** What a batch would do: which pictures, which of them are done already, and what the rest costs at most. Looking is free. */
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { EditView } from '#client/types.ts';
import { batchKey, nextBatchKey, triesAgain } from '#core/batch/idempotency-key.ts';
import { type BatchObject, skipReason } from '#core/batch/objects.ts';
import { editIdOfIdempotencyKey } from '#core/ids.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { atOnce } from '../map-concurrent.ts';

/** One picture, with the Idempotency-Key of its next attempt, and the edit that an earlier run has already made under it. */
export interface PlannedPicture {
  readonly object: BatchObject;
  readonly idempotencyKey: string;
  readonly edit?: EditView;
}

/** A batch before it begins. */
export interface BatchPlan {
  readonly pictures: readonly PlannedPicture[];
  readonly skipped: readonly { readonly key: string; readonly why: string }[];
}

const LOOKS_AT_ONCE = 8;

/** Looks at every object, and at the edits that earlier runs made. @throws ApiError */
export const planBatch = async (
  client: Client,
  objects: readonly BatchObject[],
  {
    wish,
    retryFailed,
    signal,
  }: { readonly wish: InstructionFields; readonly retryFailed: boolean; readonly signal: AbortSignal },
): Promise<BatchPlan> => {
  const skipped: { readonly key: string; readonly why: string }[] = [];
  const wanted: BatchObject[] = [];
  for (const object of objects) {
    const why = skipReason(object);
    if (why === undefined) wanted.push(object);
    else skipped.push({ key: object.key, why });
  }
  const pictures: PlannedPicture[] = [];
  await atOnce(wanted, LOOKS_AT_ONCE, async (object, index) => {
    pictures[index] = await nextAttempt(client, object, { wish, retryFailed, signal });
  });
  return { pictures, skipped };
};

const nextAttempt = async (
  client: Client,
  object: BatchObject,
  {
    wish,
    retryFailed,
    signal,
  }: { readonly wish: InstructionFields; readonly retryFailed: boolean; readonly signal: AbortSignal },
): Promise<PlannedPicture> => {
  const firstKey = batchKey(object, wish);
  let idempotencyKey = firstKey;
  for (;;) {
    const edit = await find(client, editIdOfIdempotencyKey(idempotencyKey), signal);
    if (edit === undefined) return { object, idempotencyKey };
    if (!triesAgain(edit, { retryFailed })) return { object, idempotencyKey, edit };
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
