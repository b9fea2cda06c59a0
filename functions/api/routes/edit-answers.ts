/** What routes about edits have in common: finding one, showing one, answering for one that was opened. */

import type { OpenedEdit } from '#core/actions/open-edit.ts';
import type { EditView } from '#core/api/edit-schema.ts';
import { viewOfEdit } from '#core/api/edit-view.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { ApiDeps } from '../deps.ts';
import { type ApiAnswer, answer, HttpError } from '../http.ts';

/** The view of one edit, with links to its pictures. */
export const showEdit = (deps: ApiDeps, edit: Edit): Promise<EditView> => viewOfEdit(deps, edit, { links: true });

/** @throws HttpError 404, Unavailable */
export const findEdit = async ({ ledger }: ApiDeps, id: string): Promise<Edit> => {
  const edit = /^[0-9a-f]{40}$/.test(id) ? await ledger.get(id) : undefined;
  if (edit !== undefined) return edit;
  throw new HttpError(404, {
    code: 'EDIT_NOT_FOUND',
    message: `there is no edit ${JSON.stringify(id.slice(0, 80))}`,
    hint: 'GET /edits lists the edits.',
  });
};

/** Answers with the edit, opened or found; the refusal when it was rejected. `bodyHash` tells a repeat from another request under the same key. */
export const answerOpened = async (deps: ApiDeps, { outcome, edit }: OpenedEdit, bodyHash: string): Promise<ApiAnswer> => {
  if (edit.source.kind === 'api' && edit.source.bodyHash !== bodyHash) {
    throw new HttpError(422, {
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'this Idempotency-Key was used before with another request',
      hint: 'Use a new key for a new request; the same key only to repeat the same one.',
    });
  }
  const view = await showEdit(deps, edit);
  if (edit.state === 'REJECTED' && edit.problem !== undefined) {
    throw new HttpError(edit.problem.code === 'BUDGET_EXCEEDED' ? 429 : 422, edit.problem, { edit: view });
  }
  return answer(outcome === 'opened' ? 202 : 200, view, { location: view.links.self });
};
