/** Submit: creates the paid task of an edit, at most once, and says how long to wait for it. */

import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { changeEdit, needEdit } from '#core/actions/change-edit.ts';
import { publishEdit } from '#core/actions/end-edit.ts';
import { readServiceClock } from '#core/actions/read-service-clock.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { errorName } from '#core/errors.ts';
import { DEFAULT_PROFILE, profileName } from '#core/polling/duration-profile.ts';
import { firstWaitSeconds } from '#core/polling/schedule.ts';
import { MODEL, SERVICE_RATE } from '#core/service/limits.ts';
import { createStep, type Step } from '../middleware/step.ts';
import { beginSubmission } from './begin-submission.ts';
import { createTask } from './create-task.ts';
import type { SubmitDeps } from './deps.ts';
import { canceled, noSlot, paused, stillUnknown } from './errors.ts';
import { resolveUnknownSubmission } from './resolve-submission.ts';
import { sendImages } from './send-images.ts';

/** What the workflow sends. */
export interface SubmitEvent {
  readonly editId: string;
}

/** What the workflow goes on with: whole seconds until a result is plausible. */
export interface SubmitResult {
  readonly editId: string;
  readonly waitSeconds: number;
}

/**
 * @throws InvalidEdit, AccountProblem (refused, nothing paid), NotAccepted (no task, repeat), SubmissionUnknown (repeat: it is looked
 * for first), NotAdmitted (wait for a slot again), Canceled, Unavailable
 */
export const createHandler = (deps: SubmitDeps): Step<SubmitEvent, SubmitResult> =>
  createStep('submit', deps.telemetry, async ({ editId }) => {
    const edit = await needEdit(deps.ledger, editId);
    if (edit.state !== 'SUBMITTING') return edit.taskId === undefined ? submit(deps, edit) : submitted(deps, edit);
    const resolved = await resolveUnknownSubmission(deps, edit);
    return resolved.state === 'QUEUED' ? submit(deps, resolved) : submitted(deps, resolved);
  });

/** Sends a queued edit. Everything that can fail and costs nothing comes before the attempt is written: it takes the create lock. */
const submit = async (deps: SubmitDeps, edit: Edit): Promise<SubmitResult> => {
  if (edit.state !== 'QUEUED' || edit.cancelRequestedAt !== undefined) throw canceled(edit);
  await needAdmission(deps, edit);
  await deps.model.ready();
  // A create whose answer is lost is looked for by the service's clock, and a clock that is set right meanwhile would hide its task.
  await readServiceClock(deps);
  const running = await sendImages(deps, edit, async (images) => {
    const begun = await beginSubmission(deps, edit.editId);
    return begun.state === 'SUBMITTING' ? createTask(deps, begun, images) : begun;
  });
  return submitted(deps, running);
};

const needAdmission = async (deps: SubmitDeps, { editId, slot }: Edit): Promise<void> => {
  if ((await deps.ledger.controls()).paused) {
    await changeEdit(deps, editId, (current) => (current.state === 'QUEUED' ? { slot: undefined } : undefined));
    throw paused(editId);
  }
  if (slot === undefined) throw noSlot(editId);
};

/**
 * The task id is in the ledger, so nothing may fail the step for good from here on: admitting the next edit and publishing the event
 * are best effort. Without them the sweep admits, and the final event says as much.
 */
const submitted = async (deps: SubmitDeps, edit: Edit): Promise<SubmitResult> => {
  const { editId } = edit;
  if (edit.taskId === undefined) throw stillUnknown(edit);
  await bestEffort(deps, editId, 'admission', () => admitWaiting(deps));
  if (edit.state === 'RUNNING') await bestEffort(deps, editId, 'publish', () => publishEdit(deps.publisher, edit));
  return { editId, waitSeconds: await bestEffortWait(deps, edit) };
};

const bestEffortWait = async (deps: SubmitDeps, edit: Edit): Promise<number> => {
  const { editId, parameters, slot, times } = edit;
  const profile = await bestEffort(deps, editId, 'profile', () => deps.ledger.profile(profileName(MODEL, parameters.n)));
  const pool = await bestEffort(deps, editId, 'pool', () => deps.ledger.pool(slot?.pool ?? DEFAULT_POOL));
  const ahead = pool === undefined ? 0 : slotsUsed(pool) - (pool.limits.quota?.runningTasks ?? SERVICE_RATE.runningTasks);
  const sinceSubmit = (deps.clock.now() - (times.submittedAt ?? deps.clock.now())) / 1000;
  return Math.max(1, Math.floor(firstWaitSeconds(profile ?? DEFAULT_PROFILE, ahead) - sinceSubmit));
};

const bestEffort = async <T>(deps: SubmitDeps, editId: string, what: string, work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    deps.telemetry.log('warn', 'after submit', { editId, what, error: errorName(error) });
    return undefined;
  }
};
