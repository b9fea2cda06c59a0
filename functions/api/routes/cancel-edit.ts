/** `POST /edits/{id}/cancel`: at once while nothing was sent; later only noted, since what is paid is kept. */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endUnattended } from '#core/actions/end-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import { failureMessage } from '#core/edit/failure.ts';
import { endUncharged } from '#core/edit/outcome.ts';
import { isTerminal } from '#core/edit/state.ts';
import { Canceled } from '#core/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { type ApiAnswer, answer, HttpError } from '../http.ts';
import { findEdit, showEdit } from './edit-answers.ts';
import type { Routes } from './route.ts';

/** Cancels an edit; repeating it is harmless. */
export const cancelRoute = (deps: ApiDeps): Pick<Routes, 'cancelEdit'> => ({
  cancelEdit: async ({ id }) => {
    const edit = await findEdit(deps, id);
    if (edit.state === 'QUEUED' || edit.state === 'CANCELED') return cancelQueued(deps, edit);
    return cancelLater(deps, edit);
  },
});

/**
 * Cancels an edit for which nothing was sent: 1 records the request to cancel, 2 fails the waiting execution, 3 ends the edit. Each may
 * be repeated. Cut off after the first, nothing is lost: the execution finds the request on the record and ends the edit itself. For
 * an edit that is CANCELED already the event is published again, since the call before may have been cut off just then.
 */
const cancelQueued = async (deps: ApiDeps, { editId }: Edit): Promise<ApiAnswer> => {
  const requested = await changeEdit(deps, editId, (current) =>
    current.state === 'QUEUED' && current.cancelRequestedAt === undefined ? { cancelRequestedAt: deps.clock.now() } : undefined,
  );
  const { state, taskToken } = requested.edit;
  const { name, problem } = canceledByPerson(editId);
  if (state === 'QUEUED' && taskToken !== undefined) await deps.workflow.fail(taskToken, name, failureMessage(problem));
  const edit = await endUnattended({ ...deps, capacity: deps.config.capacity }, editId, (current) =>
    current.state === 'QUEUED' ? endUncharged(current, 'CANCELED', undefined, deps.clock.now()) : undefined,
  );
  return edit.state === 'CANCELED' ? answer(200, await showEdit(deps, edit)) : cancelLater(deps, edit);
};

const cancelLater = async (deps: ApiDeps, found: Edit): Promise<ApiAnswer> => {
  const { edit } = await changeEdit(deps, found.editId, (current) =>
    isTerminal(current.state) || current.cancelRequestedAt !== undefined ? undefined : { cancelRequestedAt: deps.clock.now() },
  );
  if (isTerminal(edit.state)) throw ended(edit);
  if (edit.state === 'RUNNING' && edit.taskId !== undefined) await deps.model.cancelTask(edit.taskId);
  return answer(202, await showEdit(deps, edit));
};

const canceledByPerson = (editId: string): Canceled =>
  new Canceled({
    code: 'CANCELED',
    message: `edit ${editId} was canceled by a person; nothing was sent`,
    hint: 'Retry the edit to do it after all.',
  });

const ended = ({ editId, state }: Edit): HttpError =>
  new HttpError(409, {
    code: 'EDIT_ENDED',
    message: `edit ${editId} is ${state}; there is nothing left to cancel`,
    hint:
      state === 'UNRESOLVED'
        ? 'Retry it with "adopt" (the id of its task) or "acceptDoublePayment".'
        : 'Retry it to do it again as a new edit.',
  });
