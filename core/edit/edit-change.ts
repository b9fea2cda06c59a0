/** A change to an edit's record, and the edit that it makes. */

import { omitUndefined } from '../omit-undefined.ts';
import { redactProblem, redactSecrets } from '../text/redact.ts';
import { type Edit, editOf, needsSlot } from './edit.ts';
import type { EditRecord, EditTimes } from './edit-record.ts';
import { type EditState, NEXT_STATES } from './state.ts';

type Changeable = Omit<EditRecord, 'editId' | 'revision' | 'times'>;
type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** The fields that a decision may change; undefined removes an optional field. */
export type EditChange = { readonly [K in Exclude<keyof Changeable, OptionalKeys<Changeable>>]?: Changeable[K] } & {
  readonly [K in OptionalKeys<Changeable>]?: Changeable[K] | undefined;
} & { readonly times?: Partial<EditRecord['times']> };

/**
 * Applies a change to an edit: next revision, `updatedAt` set, the state only along {@link NEXT_STATES}. An edit that has no use for a
 * slot any more holds none, and one that goes on is no longer given up for good.
 * @throws Error on a move that the states do not allow, or that leaves out what the new state promises
 */
export const applyChange = (edit: Edit, change: EditChange, now: number): Edit => {
  const state = change.state ?? edit.state;
  if (state !== edit.state && !NEXT_STATES[edit.state].includes(state)) {
    throw new Error(`edit ${edit.editId} cannot go from ${edit.state} to ${state}`);
  }
  const record: EditRecord = edit;
  return withoutIdleSlot(
    editOf({
      ...omitUndefined({ ...record, ...withoutSecrets(change) }),
      revision: edit.revision + 1,
      times: timesIn(state, { ...edit.times, ...change.times, updatedAt: now }),
    }),
  );
};

/** An edit that is found after all must be looked after again: by the sweep, and when it is unresolved a second time. */
const timesIn = (state: EditState, times: EditTimes): EditTimes => {
  if (state === 'UNRESOLVED' || times.closedAt === undefined) return times;
  const { closedAt: _givenUp, ...others } = times;
  return others;
};

const withoutIdleSlot = (edit: Edit): Edit => {
  if (edit.slot === undefined || needsSlot(edit)) return edit;
  const { slot: _released, ...rest } = edit;
  return editOf(rest);
};

/** Whatever a service or a library said that is recorded goes through here: a record is read by everybody who may see the edit. */
const withoutSecrets = (change: EditChange): Omit<EditChange, 'times'> => {
  const { times: _times, problem, results, actualPrompt, ...others } = change;
  return {
    ...others,
    ...('problem' in change ? { problem: problem === undefined ? undefined : redactProblem(problem) } : {}),
    ...('actualPrompt' in change ? { actualPrompt: actualPrompt === undefined ? undefined : redactSecrets(actualPrompt) } : {}),
    ...(results === undefined
      ? {}
      : { results: results.map((each) => ('problem' in each ? { ...each, problem: redactProblem(each.problem) } : each)) }),
  };
};
