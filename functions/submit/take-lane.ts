/** The right to have a create outstanding, for an edit that holds a slot. */

import { changeAdmission } from '#core/actions/admit-waiting.ts';
import { type Admission, DEFAULT_LANE_MS, type Lane, type LaneAnswer, releaseLane, takeLane } from '#core/admission/admission.ts';
import { NotAccepted, NotAdmitted } from '#core/errors.ts';
import type { SubmitDeps } from './deps.ts';

/** Waiting longer than this for somebody else's create is left to the workflow, in ms. */
const SHORT_WAIT_MS = 2000;

/** A create usually takes a third of a second: how often it is worth waiting for one in place. */
const MOST_WAITS = 8;

/** How soon to look again while another edit has the lane, in ms. */
const LOOK_AGAIN_MS = 250;

/** Takes the lane. @throws NotAdmitted without a slot; NotAccepted LANE_BUSY (nothing was sent); Unavailable */
export const waitForLane = async (deps: SubmitDeps, editId: string): Promise<Lane> => {
  for (let waited = 0; ; waited += 1) {
    const answer = await tryLane(deps, editId);
    if (answer.taken) return answer.lane;
    if (answer.reason === 'no-slot') throw noSlot(editId);
    if (waited >= MOST_WAITS) throw laneBusy(editId);
    await deps.clock.sleep(Math.min(answer.inMs, answer.inMs > SHORT_WAIT_MS ? LOOK_AGAIN_MS : answer.inMs));
  }
};

/** Hands the lane back; only for who knows the outcome of the create. @throws Unavailable */
export const handLaneBack = async (deps: SubmitDeps, editId: string): Promise<void> => {
  await changeAdmission(deps, (admission) => releaseLane(admission, editId));
};

const tryLane = async (deps: SubmitDeps, editId: string): Promise<LaneAnswer> => {
  const answers: LaneAnswer[] = [];
  const decide = (admission: Admission): Admission => {
    const answer = takeLane(admission, editId, { capacity: deps.capacity, laneMs: DEFAULT_LANE_MS }, deps.clock.now());
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

const laneBusy = (editId: string): NotAccepted =>
  new NotAccepted({
    code: 'LANE_BUSY',
    message: `another edit is creating its task; nothing was sent for edit ${editId}`,
    hint: 'The workflow repeats the step; nothing to do.',
  });
