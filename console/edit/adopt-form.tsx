/** For an unresolved edit: naming the service's task that belongs to it, so that its result is fetched and nothing is paid again. */
import { useState } from 'preact/hooks';
import type { EditView } from '#client/types.ts';
import type { Problem } from '#core/errors.ts';
import { problemOf, useClient } from '../hooks/client-context.ts';
import { Field } from '../shared/field.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';

/** The form; `onAdopted` gets the edit, which goes on from there. */
export const AdoptForm = ({ edit, onAdopted }: { readonly edit: EditView; readonly onAdopted: (edit: EditView) => void }) => {
  const client = useClient();
  const [taskId, setTaskId] = useState(edit.taskId ?? '');
  const [refusal, setRefusal] = useState<Problem | undefined>();
  const adopt = async () => {
    setRefusal(undefined);
    try {
      onAdopted(await client.edits.retry(edit.id, { adopt: taskId.trim() }));
    } catch (error) {
      setRefusal(problemOf(error));
    }
  };
  return (
    <form
      class="retry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        adopt().catch(() => undefined);
      }}
    >
      <Field
        id="adopt-task"
        label="Task at the service"
        help="If the Model Studio console shows a task of that minute: its result is fetched, and nothing is paid again."
        control={(wiring) => (
          <input
            {...wiring}
            type="text"
            autocomplete="off"
            value={taskId}
            onInput={(event) => setTaskId(event.currentTarget.value)}
          />
        )}
      />
      {refusal !== undefined && <ProblemNote problem={refusal} urgent />}
      <p>
        <button type="submit">Fetch its result</button>
      </p>
    </form>
  );
};
