/** Re-entry in SUBMITTING: what became of the create, before any other may be sent (money rule 1). */
import { changeEdit } from '#core/actions/change-edit.ts';
import { endEdit } from '#core/actions/end-edit.ts';
import { resolveDoubt } from '#core/actions/resolve-doubt.ts';
import { changeByVerdict } from '#core/admission/end-of-doubt.ts';
import { type Edit, isSubmitting, type SubmittingEdit } from '#core/edit/edit.ts';
import type { EditChange } from '#core/edit/edit-change.ts';
import type { SubmitDeps } from './deps.ts';
import { listUnreadable, submissionInDoubt } from './errors.ts';

/**
 * Finds out what became of the create and answers the edit: RUNNING with its task, QUEUED when there is provably none, UNRESOLVED when it cannot be told.
 * @throws SubmissionUnknown while it is too early to say, or the list cannot be read
 */
export const resolveUnknownSubmission = async (deps: SubmitDeps, edit: SubmittingEdit): Promise<Edit> => {
  const { editId, submission } = edit;
  const verdict = await resolveDoubt(deps, edit).catch((cause: unknown) => {
    throw listUnreadable(editId, cause);
  });
  if (verdict.verdict === 'wait') throw submissionInDoubt(editId, verdict.why);
  const decide = (current: Edit): EditChange | undefined =>
    isSubmitting(current, submission) ? changeByVerdict(current, verdict, deps.clock.now()) : undefined;
  return verdict.verdict === 'undecidable' ? await endEdit(deps, editId, decide) : (await changeEdit(deps, editId, decide)).edit;
};
