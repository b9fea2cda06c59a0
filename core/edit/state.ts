/** The states of an edit, and which may follow which. */

/** Every state of an edit. */
export const EDIT_STATES = [
  'QUEUED',
  'SUBMITTING',
  'RUNNING',
  'SUCCEEDED',
  'PARTIAL',
  'FAILED',
  'UNRESOLVED',
  'CANCELED',
  'REJECTED',
] as const;
/** One of {@link EDIT_STATES}. */
export type EditState = (typeof EDIT_STATES)[number];

/**
 * Which state may follow which. SUBMITTING goes back to QUEUED only with proof that no task was created, and cannot be canceled
 * before that: a task may exist by then, and its id must find a record that takes it. UNRESOLVED is left when the task is found
 * (adopted, or its result finally fetched) or a person gives it up.
 */
export const NEXT_STATES: Readonly<Record<EditState, readonly EditState[]>> = {
  QUEUED: ['SUBMITTING', 'FAILED', 'CANCELED'],
  SUBMITTING: ['QUEUED', 'RUNNING', 'UNRESOLVED'],
  RUNNING: ['SUCCEEDED', 'PARTIAL', 'FAILED', 'UNRESOLVED', 'CANCELED'],
  UNRESOLVED: ['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELED'],
  SUCCEEDED: [],
  PARTIAL: [],
  FAILED: [],
  CANCELED: [],
  REJECTED: [],
};

/** States in which something more will happen by itself. */
const UNDER_WAY: readonly EditState[] = ['QUEUED', 'SUBMITTING', 'RUNNING'];

/** Whether nothing more will happen to an edit in this state by itself. */
export const isTerminal = (state: EditState): boolean => !UNDER_WAY.includes(state);
