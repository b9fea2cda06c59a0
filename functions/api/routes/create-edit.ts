/** `POST /edits`. */

import { resolveWithPreset } from '#core/actions/edit-from-object.ts';
import { openEdit } from '#core/actions/open-edit.ts';
import { canonicalJson, hashOf } from '#core/ids.ts';
import { resultPrefix } from '#core/request/keys.ts';
import type { ApiDeps } from '../deps.ts';
import { answerOpened } from './edit-answers.ts';
import type { Routes } from './route.ts';

/** Opens an edit for a call. Without an Idempotency-Key every call is a new edit. */
export const createEditRoute = (deps: ApiDeps): Pick<Routes, 'createEdit'> => ({
  createEdit: async ({ body, idempotencyKey }) => {
    const editId = hashOf('api', idempotencyKey ?? deps.newId());
    const bodyHash = hashOf('edit', canonicalJson(body));
    const opened = await openEdit(deps, {
      editId,
      source: { kind: 'api', bodyHash, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) },
      resultPrefix: resultPrefix(editId),
      requested: { prompt: body.prompt, preset: body.preset },
      resolve: () => resolveWithPreset(deps.store, body, body.images, undefined),
    });
    return answerOpened(deps, opened, bodyHash);
  },
});
