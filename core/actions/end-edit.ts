/** Ending an edit: 1 commits the record, which releases its slot, 2 admits the next edit, 3 publishes the event. Each may be repeated. */

import type { Edit } from '../edit/edit.ts';
import { needsSlot } from '../edit/edit.ts';
import type { EditChange } from '../edit/edit-change.ts';
import { eventOf } from '../events/events.ts';
import type { EventPublisher } from '../ports/event-publisher.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { type AdmissionDeps, admitWaiting } from './admit-waiting.ts';
import { changeEdit } from './change-edit.ts';
import { measureOutcome } from './measure-outcome.ts';

/** What ending an edit needs. */
export interface EndEditDeps extends AdmissionDeps {
  readonly publisher: EventPublisher;
  readonly telemetry: Telemetry;
}

/**
 * Applies a change that ends an edit (or leaves it when `decide` answers undefined), counts it once, admits the next edit of the queue
 * and publishes its event. Safe to repeat: a repeat publishes the same event again. The event is published also when the admission fails.
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
    if (!needsSlot(edit)) await admitWaiting(deps);
  } finally {
    await publishEdit(deps.publisher, edit);
  }
  return edit;
};

/** Publishes the moment an edit is in, if it is one. */
export const publishEdit = async (publisher: EventPublisher, edit: Edit): Promise<void> => {
  const event = eventOf(edit);
  if (event !== undefined) await publisher.publish(event);
};
