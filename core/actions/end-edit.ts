/** Ending an edit: the record first, then the slot, then the news. Each part may be repeated. */

import type { Edit } from '../edit/edit.ts';
import { needsSlot } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import { eventOf } from '../events/events.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { type AdmissionDeps, giveSlotBack } from './admit-waiting.ts';
import { changeEdit } from './change-edit.ts';
import { measureOutcome } from './measure-outcome.ts';

/** What ending an edit needs. */
export interface EndEditDeps extends AdmissionDeps {
  readonly announcer: Announcer;
  readonly telemetry: Telemetry;
}

/**
 * Applies a change that ends an edit (or leaves it when `decide` answers undefined), counts it once, gives its slot back and
 * announces what it is now. Safe to repeat: a repeat announces the same event again. Trouble with the slot, or with another edit
 * that is next in the queue, does not hold the news back.
 * @throws Unavailable, AccountProblem
 */
export const endEdit = async (
  deps: EndEditDeps,
  editId: string,
  decide: (edit: Edit) => EditChange | undefined,
): Promise<Edit> => {
  const { edit, changed } = await changeEdit(deps, editId, decide);
  if (changed) measureOutcome(deps.telemetry, edit);
  try {
    if (!needsSlot(edit)) await giveSlotBack(deps, editId);
  } finally {
    await announceEdit(deps.announcer, edit);
  }
  return edit;
};

/** Announces the moment an edit is in, if it is one. */
export const announceEdit = async (announcer: Announcer, edit: Edit): Promise<void> => {
  const event = eventOf(edit);
  if (event !== undefined) await announcer.announce(event);
};
