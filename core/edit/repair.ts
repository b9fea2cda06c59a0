/**
 * What is done about an edit whose execution ended, or may have: one answer for one fact, whoever reports it (the event of the end, or
 * the sweep that looks). Pure: the record and the fact go in, the decision comes out.
 */
import type { Problem } from '../errors.ts';
import type { Edit } from './edit.ts';
import type { EditChange } from './edit-change.ts';
import { type Failure, readFailure } from './failure.ts';
import { isWaiting } from './ledger-effects.ts';
import { endUncharged, failureOutcome } from './outcome.ts';
import { isTerminal } from './state.ts';

/** What became of an execution, in the words of Step Functions. NONE: it was never started. ABORTED: a person stopped it. */
export type ExecutionStatus =
  | { readonly status: 'NONE' | 'RUNNING' | 'SUCCEEDED' | 'ABORTED' }
  /** `failure`: what it failed with, as far as it is known. */
  | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly failure: Failure };

/** What is done. */
export type Repair =
  /** Nothing: it goes on by itself, or has ended. */
  | { readonly what: 'leave' }
  /** Nothing but to tell of its end again: whoever ended it may have been cut off before. */
  | { readonly what: 'announce' }
  /** Its execution was never started: start it. */
  | { readonly what: 'start' }
  /** It has a slot and its execution waits: use the token. */
  | { readonly what: 'resume' }
  /** End it with this change. */
  | { readonly what: 'end'; readonly change: EditChange }
  /** Ask the service to cancel its task: canceled ends it with `change`, else it goes on in a new execution, marked. */
  | { readonly what: 'cancel-task'; readonly taskId: string; readonly change: EditChange; readonly marked: EditChange }
  /** Go on in a new execution, with this change. */
  | { readonly what: 'restart'; readonly change: EditChange };

/** The decision about an edit and its newest execution. An UNRESOLVED edit is the sweep's alone (core/edit/outcome.ts). */
export const repairOf = (edit: Edit, execution: ExecutionStatus, now: number): Repair => {
  if (isTerminal(edit.state)) return CUT_OFF.includes(execution.status) ? { what: 'announce' } : LEAVE;
  switch (execution.status) {
    case 'RUNNING':
      return isWaiting(edit) && edit.slot !== undefined ? { what: 'resume' } : LEAVE;
    case 'NONE':
      return edit.state === 'QUEUED' && edit.cancelRequestedAt !== undefined
        ? { what: 'end', change: endUncharged(edit, 'CANCELED', undefined, now) }
        : { what: 'start' };
    case 'ABORTED':
      return stopped(edit, now);
    case 'SUCCEEDED':
      return { what: 'restart', change: {} };
    case 'FAILED':
    case 'TIMED_OUT': {
      const error = execution.failure.Error ?? (execution.status === 'TIMED_OUT' ? 'States.Timeout' : 'Unknown');
      const change = failureOutcome(edit, readFailure({ ...execution.failure, Error: error }), now);
      return change === undefined ? LEAVE : { what: 'end', change };
    }
  }
};

const LEAVE = { what: 'leave' } as const;

/** Ends of an execution that may have cut its last step off between writing the end of the edit and telling of it. */
const CUT_OFF: readonly ExecutionStatus['status'][] = ['ABORTED', 'TIMED_OUT'];

/** A person stopped the execution, which means: cancel the edit. What may be paid goes on, marked. */
const stopped = (edit: Edit, now: number): Repair => {
  const change = endUncharged(edit, 'CANCELED', stoppedProblem(edit.editId), now);
  const marked = { cancelRequestedAt: edit.cancelRequestedAt ?? now };
  if (edit.state === 'QUEUED') return { what: 'end', change };
  if (edit.state === 'RUNNING' && edit.times.detectedAt === undefined) {
    return { what: 'cancel-task', taskId: edit.taskId, change, marked };
  }
  return { what: 'restart', change: marked };
};

const stoppedProblem = (editId: string): Problem => ({
  code: 'CANCELED',
  message: `the execution of edit ${editId} was stopped before the service began to work on it; nothing was charged`,
  hint: 'Start a new edit to try again.',
});

/** How long Await slot waits for a token, in ms: its TimeoutSeconds in statemachines/edit-image.asl.json (a test holds the two equal). */
export const TOKEN_LIFE_MS = 6 * 3_600_000;

/** Whether an edit needs no look: it waits for a slot with a token that its execution still waits for. */
export const isHealthy = (edit: Edit, now: number): boolean =>
  isWaiting(edit) && edit.slot === undefined && Math.abs(now - (edit.times.tokenAt ?? 0)) < TOKEN_LIFE_MS;
