/** Canceling an edit that is not over. */
import { useState } from 'preact/hooks';
import type { EditView } from '#client/types.ts';
import type { Problem } from '#core/errors.ts';
import { problemOf, useClient } from '../hooks/client-context.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';

/** What the button needs. */
export interface CancelButtonProps {
  readonly edit: EditView;
  readonly onCanceled: (edit: EditView) => void;
  readonly tell: (message: string) => void;
}

/** The button, what canceling means right now, and why it was refused if it was. */
export const CancelButton = ({ edit, onCanceled, tell }: CancelButtonProps) => {
  const client = useClient();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Problem | undefined>();
  const asked = edit.cancelRequestedAt !== undefined;
  const cancel = async () => {
    if (sending || asked) return;
    setSending(true);
    setRefusal(undefined);
    try {
      const canceled = await client.edits.cancel(edit.id);
      onCanceled(canceled);
      tell(canceled.status === 'CANCELED' ? 'The edit was canceled' : 'Cancel requested');
    } catch (error) {
      setRefusal(problemOf(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <div class="cancel">
      <button
        type="button"
        class="danger"
        aria-disabled={sending || asked}
        aria-describedby="cancel-help"
        onClick={() => cancel().catch(() => undefined)}
      >
        <Icon name="close" /> {asked ? 'Cancel requested' : 'Cancel edit'}
      </button>
      <p class="field-help" id="cancel-help">
        {edit.status === 'RUNNING'
          ? 'The task is with the model: it stops only if the model has not begun. What is made is charged and kept.'
          : 'Nothing has been paid yet.'}
      </p>
      {refusal !== undefined && <ProblemNote problem={refusal} urgent />}
    </div>
  );
};
