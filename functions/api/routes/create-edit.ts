/** `POST /edits`. */

import { resolveRequest } from '#core/actions/edit-from-object.ts';
import { openEdit } from '#core/actions/open-edit.ts';
import { canonicalJson, editIdOfIdempotencyKey, hashOf } from '#core/ids.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { resultPrefix } from '#core/request/keys.ts';
import type { ApiDeps } from '../deps.ts';
import { answerOpened } from './edit-answers.ts';
import type { Routes } from './route.ts';

/** Opens an edit for a call. Without an Idempotency-Key every call is a new edit. */
export const createEditRoute = (deps: ApiDeps): Pick<Routes, 'createEdit'> => ({
  createEdit: async ({ body, idempotencyKey }) => {
    const editId = editIdOfIdempotencyKey(idempotencyKey ?? deps.newId());
    const bodyHash = hashOf('edit', canonicalJson(body));
    const opened = await openEdit(deps, {
      editId,
      source: { kind: 'api', bodyHash, ...omitUndefined({ idempotencyKey }) },
      resultPrefix: resultPrefix(editId),
      requested: { prompt: body.prompt, preset: body.preset },
      resolve: () => resolveRequest(deps, body),
    });
    return answerOpened(deps, opened, bodyHash);
  },
});
