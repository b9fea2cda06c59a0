/** For an unresolved edit: naming the service's task that belongs to it, so that its result is fetched and nothing is paid again. */
import { useState } from 'preact/hooks';
import type { EditView } from '#client/types.ts';
import { useClient } from '../hooks/client-context.ts';
import { useAction } from '../hooks/use-action.ts';
import { Field } from '../shared/field.tsx';
import { Form } from '../shared/form.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';

/** The form; `onAdopted` gets the edit, which goes on from there. */
export const AdoptForm = ({ edit, onAdopted }: { readonly edit: EditView; readonly onAdopted: (edit: EditView) => void }) => {
  const client = useClient();
  const [taskId, setTaskId] = useState(edit.taskId ?? '');
  const adopt = useAction(async () => onAdopted(await client.edits.retry(edit.id, { adopt: taskId.trim() })));
  return (
    <Form class="retry" onSubmit={adopt.run}>
      <Field
        id="adopt-task"
        label="Task at the service"
        help="If the Model Studio console shows a task of that minute: its result is fetched, and nothing is paid again."
        control={(controlProps) => (
          <input
            {...controlProps}
            type="text"
            autocomplete="off"
            value={taskId}
            onInput={(event) => setTaskId(event.currentTarget.value)}
          />
        )}
      />
      {adopt.problem !== undefined && <ProblemNote problem={adopt.problem} urgent />}
      <p>
        <button type="submit">Fetch its result</button>
      </p>
    </Form>
  );
};
