/** An address that names no place. */
import { hrefOf } from '../state/route.ts';

/** Says so, and where to go. */
export const NotFoundView = () => (
  <div class="empty">
    <h1>No such place</h1>
    <p>
      This address names nothing in the console. <a href={hrefOf({ name: 'compose' })}>Start an edit</a> or{' '}
      <a href={hrefOf({ name: 'history', filter: {} })}>look at all edits</a>.
    </p>
  </div>
);
