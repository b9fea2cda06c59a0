/** Changing an edit: read, decide, write if nobody wrote in between, else decide again. */

import type { Edit } from '../edit/edit.ts';
import { applyChange, type EditChange } from '../edit/edit-change.ts';
import { Unavailable } from '../errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import { compareAndSwap } from './compare-and-swap.ts';

const MAX_CONFLICTS = 12;

/** How a change ended: the record as it is now, and whether this call wrote it. */
export interface ChangeOutcome {
  readonly edit: Edit;
  readonly changed: boolean;
}

/**
 * Changes one edit. `decide` sees the newest record and answers the change, or undefined to leave it; it runs again after a
 * conflict, so it must depend on the record alone.
 * @throws Unavailable EDIT_NOT_FOUND, LEDGER_CONFLICT, TASK_TAKEN
 */
export const changeEdit = async (
  { ledger, clock }: { readonly ledger: Ledger; readonly clock: { now(): number } },
  editId: string,
  decide: (edit: Edit) => EditChange | undefined,
): Promise<ChangeOutcome> => {
  const swapped = await compareAndSwap<Edit>({
    tries: MAX_CONFLICTS,
    read: () => needEdit(ledger, editId),
    decide: (edit) => {
      const change = decide(edit);
      return change === undefined ? undefined : applyChange(edit, change, clock.now());
    },
    write: async (edit, next) => {
      const outcome = await ledger.commit(edit, next);
      if (outcome === 'task-taken') throw taskTaken(editId, next.taskId);
      return outcome === 'committed' ? outcome : 'conflict';
    },
  });
  if (swapped.outcome !== 'conflict') return { edit: swapped.record, changed: swapped.outcome === 'written' };
  throw new Unavailable({
    code: 'LEDGER_CONFLICT',
    message: `edit ${editId} was changed by others ${MAX_CONFLICTS} times in a row`,
    hint: 'The step is repeated by the workflow; nothing to do.',
  });
};

/** The record of an edit that a step was told to work on. @throws Unavailable EDIT_NOT_FOUND */
export const needEdit = async (ledger: Pick<Ledger, 'get'>, editId: string): Promise<Edit> => {
  const edit = await ledger.get(editId);
  if (edit !== undefined) return edit;
  throw new Unavailable({
    code: 'EDIT_NOT_FOUND',
    message: `the ledger has no edit ${editId}`,
    hint: 'Check the id; ids are listed by GET /edits.',
  });
};

const taskTaken = (editId: string, taskId: string | undefined): Unavailable =>
  new Unavailable({
    code: 'TASK_TAKEN',
    message: `task ${taskId} already belongs to another edit than ${editId}`,
    hint: 'The edit looks for its own task again; nothing to do.',
  });
