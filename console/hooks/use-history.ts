/** The list of edits for a filter, page by page, refreshed while something on it is still under way. */
import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import { EMPTY_HISTORY, type History, reduceHistory } from '../state/history.ts';
import type { HistoryFilter } from '../state/route.ts';
import { errorToProblem, useClient } from './client-context.ts';

const PAGE = 24;
const REFRESH_MS = 3_000;

/** The list and how to get more of it. */
export interface HistoryActions {
  readonly history: History;
  readonly more: () => void;
  readonly again: () => void;
}

/** Follows the filter: a new one starts a new list. */
export const useHistory = ({ state, search }: HistoryFilter): HistoryActions => {
  const client = useClient();
  const [history, dispatch] = useReducer(reduceHistory, EMPTY_HISTORY);
  const asking = useRef<AbortController>(undefined);
  const ask = useCallback(
    (cursor: string | undefined) => {
      asking.current?.abort();
      const controller = new AbortController();
      asking.current = controller;
      const afresh = cursor === undefined;
      const query = { limit: PAGE, ...(state && { state }), ...(search && { search }), ...(cursor && { cursor }) };
      dispatch({ type: 'load', afresh });
      client.edits.list(query, { signal: controller.signal }).then(
        (page) => {
          if (!controller.signal.aborted) dispatch({ type: 'page', page, afresh });
        },
        (error: unknown) => {
          if (!controller.signal.aborted) dispatch({ type: 'fail', problem: errorToProblem(error) });
        },
      );
      return () => controller.abort();
    },
    [client, state, search],
  );
  useEffect(() => ask(undefined), [ask]);

  const underWay = history.edits.slice(0, PAGE).some((edit) => !edit.ended);
  useEffect(() => {
    if (!underWay) return undefined;
    const controller = new AbortController();
    const timer = setInterval(() => {
      const query = { limit: PAGE, ...(state && { state }), ...(search && { search }) };
      client.edits.list(query, { signal: controller.signal }).then(
        (page) => {
          if (!controller.signal.aborted) dispatch({ type: 'refresh', page });
        },
        () => undefined,
      );
    }, REFRESH_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [client, underWay, state, search]);

  const more = useCallback(() => {
    if (history.cursor !== undefined && !history.loading) ask(history.cursor);
  }, [ask, history.cursor, history.loading]);
  const again = useCallback(() => {
    ask(undefined);
  }, [ask]);
  return { history, more, again };
};
