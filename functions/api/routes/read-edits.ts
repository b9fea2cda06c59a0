/** `GET /edits` and `GET /edits/{id}`, which may wait. */

import { MAX_WAIT_SECONDS } from '#core/api/bodies.ts';
import { viewOfEdit } from '#core/api/edit-view.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isTerminal } from '#core/edit/state.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ApiDeps } from '../deps.ts';
import { answer } from '../http.ts';
import { findEdit, showEdit } from './edit-answers.ts';
import type { Routes } from './route.ts';

const DEFAULT_PAGE = 20;

/** Distance between two looks at the ledger while a call waits, in ms. */
const LOOK_EVERY_MS = 1000;

/** Lists edits and shows one. */
export const readEditRoutes = (deps: ApiDeps): Pick<Routes, 'listEdits' | 'getEdit'> => ({
  listEdits: async ({ query: { state, search, limit, cursor } }) => {
    const page = await deps.ledger.list({
      limit: limit === undefined ? DEFAULT_PAGE : Number(limit),
      ...omitUndefined({ state, search, cursor }),
    });
    const edits = await Promise.all(page.edits.map((edit) => viewOfEdit(deps, edit, { links: true })));
    return answer(200, { edits, ...omitUndefined({ cursor: page.cursor }) });
  },
  getEdit: async ({ id, query: { wait } }) => {
    const edit = await findEdit(deps, id);
    return answer(200, await showEdit(deps, await afterChange(deps, edit, Math.min(Number(wait ?? 0), MAX_WAIT_SECONDS))));
  },
});

/** The edit as soon as its status is another one, or when the time is up. */
const afterChange = async (deps: ApiDeps, first: Edit, seconds: number): Promise<Edit> => {
  const until = deps.clock.now() + seconds * 1000;
  let edit = first;
  while (edit.state === first.state && !isTerminal(edit.state) && deps.clock.now() < until) {
    await deps.clock.sleep(Math.min(LOOK_EVERY_MS, until - deps.clock.now()));
    edit = await findEdit(deps, first.editId);
  }
  return edit;
};
