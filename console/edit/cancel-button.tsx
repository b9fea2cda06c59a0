/** Canceling an edit that is not over. */
import type { EditView } from '#client/types.ts';
import { useClient } from '../hooks/client-context.ts';
import { useAction } from '../hooks/use-action.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { cancelMeaning } from '../state/progress.ts';

/** What the button needs. */
export interface CancelButtonProps {
  readonly edit: EditView;
  readonly onCanceled: (edit: EditView) => void;
  readonly announce: (message: string) => void;
}

/** The button, what canceling means right now, and why it did not work if it did not. */
export const CancelButton = ({ edit, onCanceled, announce }: CancelButtonProps) => {
  const client = useClient();
  const requested = edit.cancelRequestedAt !== undefined;
  const cancel = useAction(async () => {
    if (requested) return;
    const canceled = await client.edits.cancel(edit.id);
    onCanceled(canceled);
    announce(canceled.status === 'CANCELED' ? 'The edit was canceled' : 'Cancel requested');
  });
  return (
    <div class="cancel">
      <button
        type="button"
        class="danger"
        aria-disabled={cancel.running || requested}
        aria-describedby="cancel-help"
        onClick={cancel.run}
      >
        <Icon name="close" /> {requested ? 'Cancel requested' : 'Cancel edit'}
      </button>
      <p class="field-help" id="cancel-help">
        {cancelMeaning(edit)}
      </p>
      {cancel.problem !== undefined && <ProblemNote problem={cancel.problem} urgent />}
    </div>
  );
};
