/** The right to have a create outstanding, for an edit that holds a slot. */

import { changeAdmission } from '#core/actions/admit-waiting.ts';
import {
  type Admission,
  type CreateLock,
  type CreateLockAnswer,
  takeCreateLock,
  withoutCreateLock,
} from '#core/admission/admission.ts';
import { CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import { NotAccepted, NotAdmitted } from '#core/errors.ts';
import type { SubmitDeps } from './deps.ts';

/** Waiting longer than this for somebody else's create is left to the workflow, in ms. */
const SHORT_WAIT_MS = 2000;

/** A create usually takes a third of a second: how often it is worth waiting for one in place. */
const MAX_WAITS = 8;

/** How soon to look again while another edit has the create lock, in ms. */
const LOOK_AGAIN_MS = 250;

/** Takes the create lock. @throws NotAdmitted without a slot; NotAccepted CREATE_LOCK_BUSY (nothing was sent); Unavailable */
export const waitForCreateLock = async (deps: SubmitDeps, editId: string): Promise<CreateLock> => {
  for (let waited = 0; ; waited += 1) {
    const answer = await tryCreateLock(deps, editId);
    if (answer.taken) return answer.createLock;
    if (answer.reason === 'no-slot') throw noSlot(editId);
    if (waited >= MAX_WAITS) throw createLockBusy(editId);
    await deps.clock.sleep(Math.min(answer.inMs, answer.inMs > SHORT_WAIT_MS ? LOOK_AGAIN_MS : answer.inMs));
  }
};

/** Hands the create lock back; only for who knows the outcome of the create. @throws Unavailable */
export const releaseCreateLock = async (deps: SubmitDeps, editId: string): Promise<void> => {
  await changeAdmission(deps, (admission) => withoutCreateLock(admission, editId));
};

const tryCreateLock = async (deps: SubmitDeps, editId: string): Promise<CreateLockAnswer> => {
  const answers: CreateLockAnswer[] = [];
  const decide = (admission: Admission): Admission => {
    const answer = takeCreateLock(admission, editId, { capacity: deps.capacity, createLockMs: CREATE_LOCK_MS }, deps.clock.now());
    answers.push(answer);
    return answer.taken ? answer.admission : admission;
  };
  await changeAdmission(deps, decide);
  return answers.at(-1) ?? { taken: false, reason: 'busy', inMs: LOOK_AGAIN_MS };
};

/** The edit holds no slot: it goes back to waiting for one. */
export const noSlot = (editId: string): NotAdmitted =>
  new NotAdmitted({
    code: 'NO_SLOT',
    message: `edit ${editId} holds no slot`,
    hint: 'It waits for one again; nothing to do.',
  });

const createLockBusy = (editId: string): NotAccepted =>
  new NotAccepted({
    code: 'CREATE_LOCK_BUSY',
    message: `another edit is creating its task; nothing was sent for edit ${editId}`,
    hint: 'The workflow repeats the step; nothing to do.',
  });
