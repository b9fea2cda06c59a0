/** The newest edits, below the form. */
import { useCallback } from 'preact/hooks';
import { useClient } from '../hooks/client-context.ts';
import { useLoaded } from '../hooks/use-loaded.ts';
import { useNow } from '../hooks/use-now.ts';
import { EditCard } from '../shared/edit-card.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { hrefOf } from '../state/route.ts';

const SHOWN = 6;

/** A strip of cards; nothing before the first edit but a sentence on what will be here. */
export const RecentStrip = () => {
  const client = useClient();
  const { value, problem, reload } = useLoaded(
    useCallback((signal: AbortSignal) => client.edits.list({ limit: SHOWN }, { signal }), [client]),
  );
  const now = useNow(true, 30_000);
  return (
    <section class="recent" aria-labelledby="recent-title">
      <div class="section-head">
        <h2 id="recent-title">Recent</h2>
        <a href={hrefOf({ name: 'history', filter: {} })}>All edits</a>
      </div>
      {problem !== undefined && (
        <ProblemNote problem={problem}>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </ProblemNote>
      )}
      {value !== undefined && value.edits.length === 0 && <p class="empty">No edits yet. The newest will be shown here.</p>}
      <ul class="edit-cards">
        {value?.edits.map((edit) => (
          <EditCard key={edit.id} edit={edit} now={now} />
        ))}
      </ul>
    </section>
  );
};
