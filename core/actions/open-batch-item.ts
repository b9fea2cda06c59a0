/** Opens the edit of one picture of a batch where the ledger is at hand: in the function that the state machine calls. */

import { batchKey, batchRequest, nextBatchKey, triesAgain } from '../batch/idempotency-key.ts';
import type { BatchObject } from '../batch/objects.ts';
import { canonicalJson, editIdOfIdempotencyKey, hashOf } from '../ids.ts';
import { resultPrefix } from '../request/keys.ts';
import type { InstructionFields } from '../request/request.ts';
import { resolveRequest } from './edit-from-object.ts';
import { type OpenedEdit, openEdit, type StartEditDeps } from './open-edit.ts';

/** How a batch treats what failed before. */
export interface BatchRules {
  readonly retryFailed: boolean;
}

/** Attempts that one picture may have had; more than one a day for years means that something is wrong. */
const MAX_ATTEMPTS = 1000;

/** Opens the edit, or finds the one that an earlier run opened. The same as the API does for the same key. @throws Unavailable */
export const openBatchItem = async (
  deps: StartEditDeps,
  object: BatchObject,
  instruction: InstructionFields,
  rules: BatchRules,
): Promise<OpenedEdit> => {
  const firstKey = batchKey(object, instruction);
  let key = firstKey;
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
    const existing = await deps.ledger.get(editIdOfIdempotencyKey(key));
    if (existing === undefined || !triesAgain({ status: existing.state, problem: existing.problem }, rules)) break;
    key = nextBatchKey(firstKey, existing.editId);
  }
  return openWithKey(deps, object, instruction, key);
};

const openWithKey = (
  deps: StartEditDeps,
  object: BatchObject,
  instruction: InstructionFields,
  idempotencyKey: string,
): Promise<OpenedEdit> => {
  const editId = editIdOfIdempotencyKey(idempotencyKey);
  const request = batchRequest(object, instruction);
  return openEdit(deps, {
    editId,
    source: { kind: 'api', idempotencyKey, bodyHash: hashOf('edit', canonicalJson(request)) },
    resultPrefix: resultPrefix(editId),
    requested: { prompt: instruction.prompt, preset: instruction.preset },
    resolve: () => resolveRequest(deps, request),
  });
};
