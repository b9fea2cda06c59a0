/** One picture of a batch, called by statemachines/edit-batch.asl.json: opens its edit and does not wait, since admission does the rest. */
import * as z from 'zod/mini';
import { openBatchItem } from '#core/actions/open-batch-item.ts';
import type { StartEditDeps } from '#core/actions/open-edit.ts';
import { skipReason } from '#core/batch/objects.ts';
import type { EditState } from '#core/edit/state.ts';
import { InvalidEdit } from '#core/errors.ts';
import { instructionFieldsSchema } from '#core/request/request.ts';
import { pathText, schemaProblems } from '#core/text/schema-problems.ts';

/** What the state machine hands over: an object as ListObjectsV2 tells of it, the instruction, and whether failures are tried again. */
export const batchItemSchema = z.object({
  item: z.object({ Key: z.string(), Etag: z.string(), Size: z.int() }),
  instruction: instructionFieldsSchema,
  retryFailed: z.boolean(),
});

/** What became of the picture so far. */
export type BatchItemAnswer =
  | { readonly key: string; readonly outcome: 'skipped'; readonly why: string }
  | { readonly key: string; readonly outcome: 'opened' | 'exists'; readonly editId: string; readonly state: EditState };

/** Answers what was opened; a refused picture counts as a failed item. @throws InvalidEdit, Unavailable */
export const createHandler =
  (deps: StartEditDeps) =>
  async (event: unknown): Promise<BatchItemAnswer> => {
    const { item, instruction, retryFailed } = readEvent(event);
    const object = { key: item.Key, fingerprint: item.Etag, bytes: item.Size };
    const why = skipReason(object);
    if (why !== undefined) return { key: item.Key, outcome: 'skipped', why };
    const { outcome, edit } = await openBatchItem(deps, object, instruction, { retryFailed });
    if (edit.state === 'REJECTED' && edit.problem !== undefined) {
      throw new InvalidEdit({ ...edit.problem, message: `${item.Key}: ${edit.problem.message}` });
    }
    return { key: item.Key, outcome, editId: edit.editId, state: edit.state };
  };

/** The event with its instruction under today's name: `wish`, its name until version 0.2, is accepted for one more version. */
const renamed = (event: unknown): unknown => {
  if (typeof event !== 'object' || event === null || !('wish' in event) || 'instruction' in event) return event;
  const { wish, ...rest } = event;
  return { ...rest, instruction: wish };
};

const readEvent = (received: unknown): z.infer<typeof batchItemSchema> => {
  const event = renamed(received);
  const parsed = z.safeParse(batchItemSchema, event);
  if (parsed.success) return parsed.data;
  const problems = schemaProblems(batchItemSchema, parsed.error.issues, event).map(
    ({ path, text }) => `${pathText(path)} ${text}`,
  );
  throw new InvalidEdit({
    code: 'BATCH_REFUSED',
    message: `the batch: ${problems.join('; ')}`,
    hint: 'Start the batch again with a corrected input; docs/how-to/batch.md shows one.',
  });
};
