/** Releases slots whose edit has ended or is not in the ledger. */

import { changeAdmission } from '#core/actions/admit-waiting.ts';
import { withoutSlot } from '#core/admission/admission.ts';
import { needsSlot } from '#core/edit/edit.ts';
import type { SweepDeps } from './deps.ts';

/** Takes the slots from edits that ended or are not in the ledger, and answers how many there were. @throws Unavailable */
export const releaseUnusedSlots = async (deps: SweepDeps): Promise<number> => {
  const { holders } = await deps.ledger.admission();
  const unused: string[] = [];
  for (const { editId } of holders) {
    const edit = await deps.ledger.get(editId);
    if (edit === undefined || !needsSlot(edit)) unused.push(editId);
  }
  if (unused.length > 0) {
    await changeAdmission(deps, (admission) => unused.reduce((current, editId) => withoutSlot(current, editId), admission));
  }
  return unused.length;
};
