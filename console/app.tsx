/** The console: one header, one view, and one live region in which screen readers hear what happens. */
import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { omitUndefined } from '#core/omit-undefined.ts';
import { ComposeView } from './compose/compose-view.tsx';
import { EditPage } from './edit/edit-view.tsx';
import { HistoryView } from './history/history-view.tsx';
import { useClient } from './hooks/client-context.ts';
import { useImageUrl } from './hooks/image-url.ts';
import { type Loaded, useLoaded } from './hooks/use-loaded.ts';
import { goTo, useRoute } from './hooks/use-route.ts';
import { OperationsView } from './operations/operations-view.tsx';
import { Header } from './shared/header.tsx';
import { NotFoundView } from './shared/not-found-view.tsx';
import { EMPTY_DRAFT, reduceDraft } from './state/draft.ts';
import type { StoredResult } from './state/edit-facts.ts';
import { usablePresets } from './state/preset.ts';
import { hrefOf, type Route } from './state/route.ts';

const TITLES: Readonly<Record<Route['name'], string>> = {
  compose: 'New edit',
  history: 'History',
  edit: 'Edit',
  operations: 'Operations',
  unknown: 'Not found',
};

/** The whole page. */
export const App = () => {
  const route = useRoute();
  const client = useClient();
  const [announcement, announce] = useState('');
  const budget = useLoaded(useCallback((signal: AbortSignal) => client.budget.get({ signal }), [client]));
  const controls = useLoaded(useCallback((signal: AbortSignal) => client.controls.get({ signal }), [client]));
  useRefreshWhile(controls.value?.paused === true, controls.reload);
  useArrival(route, () => {
    budget.reload();
    controls.reload();
  });
  return (
    <>
      <Header route={route} controls={controls.value} />
      <main id="main" tabIndex={-1}>
        <View route={route} budget={budget} controls={controls} announce={announce} />
      </main>
      <p class="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </p>
    </>
  );
};

interface ViewProps {
  readonly route: Route;
  readonly budget: Loaded<Awaited<ReturnType<ReturnType<typeof useClient>['budget']['get']>>>;
  readonly controls: Loaded<Awaited<ReturnType<ReturnType<typeof useClient>['controls']['get']>>>;
  readonly announce: (message: string) => void;
}

const View = ({ route, budget, controls, announce }: ViewProps) => {
  const client = useClient();
  const [draft, dispatch] = useReducer(reduceDraft, EMPTY_DRAFT);
  const presets = useLoaded(useCallback((signal: AbortSignal) => client.presets.list({ signal }), [client]));
  const useFurther = useFurtherEdits(dispatch);
  switch (route.name) {
    case 'compose':
      return (
        <ComposeView
          draft={draft}
          dispatch={dispatch}
          presets={usablePresets(presets.value ?? [])}
          budget={budget.value}
          controls={controls.value}
          announce={announce}
          onCreated={budget.reload}
        />
      );
    case 'history':
      return <HistoryView filter={route.filter} announce={announce} />;
    case 'edit':
      return (
        <EditPage
          key={route.editId}
          editId={route.editId}
          budget={budget.value}
          announce={announce}
          onFinished={budget.reload}
          onUse={useFurther}
        />
      );
    case 'operations':
      return <OperationsView budget={budget} controls={controls} announce={announce} />;
    case 'unknown':
      return <NotFoundView />;
  }
};

/** Starts a new draft with a result as its first image. */
const useFurtherEdits = (dispatch: (action: Parameters<typeof reduceDraft>[1]) => void) => {
  const urlOf = useImageUrl();
  return (result: StoredResult) => {
    const preview = urlOf(result);
    dispatch({ type: 'clear' });
    dispatch({
      type: 'add-images',
      images: [
        {
          id: crypto.randomUUID(),
          name: result.key.split('/').at(-1) ?? result.key,
          ...omitUndefined({ preview }),
          width: result.width,
          height: result.height,
          bytes: result.bytes,
          status: { kind: 'ready', reference: result.key },
        },
      ],
    });
    goTo(hrefOf({ name: 'compose' }));
  };
};

const PAUSED_REFRESH_MS = 5_000;

/** While submissions are paused the controls are read again: they may be resumed elsewhere, and then the sign must go. */
const useRefreshWhile = (running: boolean, refresh: () => void): void => {
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(refresh, PAUSED_REFRESH_MS);
    return () => clearInterval(timer);
  }, [running, refresh]);
};

/** On arrival at another view: fresh figures, its title, the top of the page, and the focus at its start, so that it is read out. */
const useArrival = (route: Route, refresh: () => void): void => {
  const first = useRef(true);
  const place = route.name === 'edit' ? `edit ${route.editId}` : route.name;
  // The place is the route without its filter.
  useEffect(() => {
    document.title = `${TITLES[route.name]} · Darkroom`;
    if (first.current) {
      first.current = false;
      return;
    }
    refresh();
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
};
