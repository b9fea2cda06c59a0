/** Every edit, to search and to filter. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { EDIT_STATES } from '#core/edit/state.ts';
import { counted } from '../format/amounts.ts';
import { STATE_LABELS } from '../format/state-labels.ts';
import { useHistory } from '../hooks/use-history.ts';
import { useNow } from '../hooks/use-now.ts';
import { goTo } from '../hooks/use-route.ts';
import { EditCard } from '../shared/edit-card.tsx';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { type HistoryFilter, hrefOf } from '../state/route.ts';

const TYPING_MS = 250;

/** The list, its filters, and more of it on request. */
export const HistoryView = ({
  filter,
  announce,
}: {
  readonly filter: HistoryFilter;
  readonly announce: (message: string) => void;
}) => {
  const { history, more, again } = useHistory(filter);
  const now = useNow(true, 30_000);
  const { loaded, edits, cursor } = history;
  useEffect(() => {
    if (loaded) announce(`${counted(edits.length, 'edit')}${cursor === undefined ? '' : ' and more'}`);
  }, [loaded, edits.length, cursor, announce]);
  return (
    <>
      <h1>History</h1>
      <Filters filter={filter} />
      {history.problem !== undefined && (
        <ProblemNote problem={history.problem} urgent>
          <button type="button" onClick={again}>
            Try again
          </button>
        </ProblemNote>
      )}
      <ul class="edit-cards" aria-busy={history.loading} aria-label="Edits">
        {edits.map((edit) => (
          <EditCard key={edit.id} edit={edit} now={now} />
        ))}
      </ul>
      {loaded && edits.length === 0 && <Nothing filter={filter} />}
      {cursor !== undefined && (
        <p class="more-row">
          <button type="button" onClick={more} aria-disabled={history.loading}>
            {history.loading ? 'Loading…' : 'Show more'}
          </button>
        </p>
      )}
    </>
  );
};

const Filters = ({ filter }: { readonly filter: HistoryFilter }) => {
  const [typed, setTyped] = useState(filter.search ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const go = (next: HistoryFilter) => goTo(hrefOf({ name: 'history', filter: next }), { replace: true });
  const { state, search } = filter;
  const apply = (text: string) => {
    clearTimeout(timer.current);
    if (text !== (search ?? '')) go({ ...(state && { state }), ...(text && { search: text }) });
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          apply(typed);
        }}
      >
        <span class="search-box">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search"
            placeholder="Prompt, file, preset or id"
            value={typed}
            onInput={(event) => {
              const text = event.currentTarget.value;
              setTyped(text);
              clearTimeout(timer.current);
              timer.current = setTimeout(() => apply(text), TYPING_MS);
            }}
          />
        </span>
        <select
          aria-label="Status"
          value={state ?? ''}
          onChange={(event) => {
            const chosen = EDIT_STATES.find((known) => known === event.currentTarget.value);
            go({ ...(chosen && { state: chosen }), ...(typed && { search: typed }) });
          }}
        >
          <option value="">Any status</option>
          {EDIT_STATES.map((known) => (
            <option key={known} value={known}>
              {STATE_LABELS[known].label}
            </option>
          ))}
        </select>
      </form>
    </search>
  );
};

const Nothing = ({ filter }: { readonly filter: HistoryFilter }) => {
  const filtered = filter.state !== undefined || filter.search !== undefined;
  return (
    <div class="empty">
      <p>{filtered ? 'No edit matches.' : 'No edits yet.'}</p>
      <p>
        {filtered ? (
          <a href={hrefOf({ name: 'history', filter: {} })}>Show all edits</a>
        ) : (
          <a href={hrefOf({ name: 'compose' })}>Make the first edit</a>
        )}
      </p>
    </div>
  );
};
