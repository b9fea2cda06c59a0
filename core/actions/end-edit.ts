/** Ending an edit: 1 commits the record, which releases its slot, 2 admits the next edit, 3 publishes the event. Each may be repeated. */

import type { Edit } from '../edit/edit.ts';
import { needsSlot } from '../edit/edit.ts';
import { applyChange, type EditChange } from '../edit/edit-change.ts';
import type { EditState } from '../edit/state.ts';
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

type Decide = (edit: Edit) => EditChange | undefined;

/**
 * Applies a change that ends an edit (or leaves it when `decide` answers undefined), counts it once, admits the next edit of the queue
 * and publishes its event. Safe to repeat: a repeat publishes the same event again. The event is published also when the admission fails.
 * @throws Unavailable, AccountProblem
 */
export const endEdit = (deps: EndEditDeps, editId: string, decide: Decide): Promise<Edit> => end(deps, editId, decide, undefined);

/**
 * The same for an edit that no execution looks after any more: told first, since nobody repeats what was cut off between the write and the
 * event. Told and not written, it is found as it was and ended again, and its event has the same id. @throws Unavailable, AccountProblem
 */
export const endUnattended = async (deps: EndEditDeps, editId: string, decide: Decide): Promise<Edit> => {
  const found = await deps.ledger.get(editId);
  const change = found === undefined ? undefined : decide(found);
  if (found === undefined || change === undefined) return endEdit(deps, editId, decide);
  const ended = applyChange(found, change, deps.clock.now());
  await publishEdit(deps.publisher, ended);
  return end(deps, editId, decide, ended.state);
};

const end = async (deps: EndEditDeps, editId: string, decide: Decide, told: EditState | undefined): Promise<Edit> => {
  const { edit, changed } = await changeEdit(deps, editId, decide);
  if (changed) measureOutcome(deps.telemetry, edit);
  try {
    if (!needsSlot(edit)) await admitWaiting(deps);
  } finally {
    if (edit.state !== told) await publishEdit(deps.publisher, edit);
  }
  return edit;
};

/** Publishes the moment an edit is in, if it is one. */
export const publishEdit = async (publisher: EventPublisher, edit: Edit): Promise<void> => {
  const event = eventOf(edit);
  if (event !== undefined) await publisher.publish(event);
};
