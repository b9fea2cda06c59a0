/** Where one task is. */
import { InvalidEdit } from '#core/errors.ts';
import { isTaskId, taskPath } from '../wire/wire.ts';

/** URL of a task. @throws InvalidEdit for a text that is no task id */
export const taskUrl = (baseUrl: string, taskId: string): string => {
  if (isTaskId(taskId)) return `${baseUrl}/tasks/${taskPath(taskId)}`;
  throw new InvalidEdit({
    code: 'TASK_ID_REFUSED',
    message: 'This cannot be a task id of Model Studio: it is empty, longer than 500 characters, or holds control characters.',
    hint: 'Copy the id as it stands in edit.json or in the console of Model Studio.',
  });
};
