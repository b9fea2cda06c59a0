/** The list of edits: pages as they arrive, newest first, each edit once and in its newest view. */
import type { EditList, EditView } from '#client/types.ts';
import type { Problem } from '#core/errors.ts';

/** What history shows. `cursor`: there is more; `loading`: a page is on its way. */
export interface History {
  readonly edits: readonly EditView[];
  readonly cursor: string | undefined;
  readonly loading: boolean;
  /** Whether any page of this filter has arrived: only then is "nothing found" true. */
  readonly loaded: boolean;
  readonly problem: Problem | undefined;
}

/** What can happen to the list. */
export type HistoryAction =
  | { readonly type: 'load'; readonly afresh: boolean }
  | { readonly type: 'page'; readonly page: EditList; readonly afresh: boolean }
  | { readonly type: 'refresh'; readonly page: EditList }
  | { readonly type: 'fail'; readonly problem: Problem };

/** Before the first page was requested. */
export const EMPTY_HISTORY: History = { edits: [], cursor: undefined, loading: false, loaded: false, problem: undefined };

/** The list after an action. */
export const reduceHistory = (history: History, action: HistoryAction): History => {
  switch (action.type) {
    case 'load':
      return action.afresh ? { ...EMPTY_HISTORY, loading: true } : { ...history, loading: true, problem: undefined };
    case 'page':
      return {
        edits: action.afresh ? action.page.edits : appended(history.edits, action.page.edits),
        cursor: action.page.cursor,
        loading: false,
        loaded: true,
        problem: undefined,
      };
    case 'refresh':
      return { ...history, edits: refreshed(history.edits, action.page.edits), problem: undefined };
    case 'fail':
      return { ...history, loading: false, problem: action.problem };
  }
};

const appended = (known: readonly EditView[], next: readonly EditView[]): readonly EditView[] => {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...next.filter((edit) => !ids.has(edit.id))];
};

/** The first page again: its edits come first, in its order, and replace what was known of them. */
const refreshed = (known: readonly EditView[], newest: readonly EditView[]): readonly EditView[] => {
  const ids = new Set(newest.map(({ id }) => id));
  return [...newest, ...known.filter((edit) => !ids.has(edit.id))];
};
