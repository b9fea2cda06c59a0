/** Slots that nobody uses any more. */

import { changeAdmission } from '#core/actions/admit-waiting.ts';
import { releaseSlot } from '#core/admission/admission.ts';
import { needsSlot } from '#core/edit/edit.ts';
import type { SweepDeps } from './deps.ts';

/** Takes the slots from edits that ended or are not in the ledger, and answers how many there were. @throws Unavailable */
export const freeDeadHolders = async (deps: SweepDeps): Promise<number> => {
  const { holders } = await deps.ledger.admission();
  const dead: string[] = [];
  for (const { editId } of holders) {
    const edit = await deps.ledger.get(editId);
    if (edit === undefined || !needsSlot(edit)) dead.push(editId);
  }
  if (dead.length > 0) {
    await changeAdmission(deps, (admission) => dead.reduce((current, editId) => releaseSlot(current, editId), admission));
  }
  return dead.length;
};
