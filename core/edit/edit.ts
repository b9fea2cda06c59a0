/** The edit: its record, with what each state promises. */
import type { Problem } from '../errors.ts';
import type { EditRecord, EditResult, EditTimes, Submission } from './edit-record.ts';
import { type EditState, isTerminal } from './state.ts';

/** Waits: for a slot, for the create lock, or for its create to be tried again. */
export interface QueuedEdit extends EditRecord {
  readonly state: 'QUEUED';
}

/** Its create may be under way: the attempt is written down, and whether it has a task is not known. */
export interface SubmittingEdit extends EditRecord {
  readonly state: 'SUBMITTING';
  readonly submission: Submission;
}

/** The service has its task. */
export interface RunningEdit extends EditRecord {
  readonly state: 'RUNNING';
  readonly taskId: string;
  readonly times: EditTimes & { readonly submittedAt: number };
}

/** Ended with at least one stored result. */
export interface SucceededEdit extends EditRecord {
  readonly state: 'SUCCEEDED' | 'PARTIAL';
  readonly taskId: string;
  readonly results: readonly EditResult[];
  readonly imageCount: number;
  readonly costUsd: number;
  readonly times: FinishedTimes;
}

/** Ended without a stored result. */
export interface EndedEdit extends EditRecord {
  readonly state: 'FAILED' | 'CANCELED';
  readonly times: FinishedTimes;
}

/** Given up, or never begun, for a reason. UNRESOLVED: the service may have charged for it. REJECTED: nothing was spent. */
export interface RefusedEdit extends EditRecord {
  readonly state: 'UNRESOLVED' | 'REJECTED';
  readonly problem: Problem;
  readonly times: FinishedTimes;
}

/** Instants of an edit that was finished, or given up, at least once. */
export type FinishedTimes = EditTimes & { readonly finishedAt: number };

/** One edit as the ledger keeps it: what its state promises is there. */
export type Edit = QueuedEdit | SubmittingEdit | RunningEdit | SucceededEdit | EndedEdit | RefusedEdit;

/** What the record has in each state: the interfaces above, for records whose type nobody has checked. */
const PROMISED = {
  QUEUED: [],
  SUBMITTING: ['submission'],
  RUNNING: ['taskId', 'submittedAt'],
  SUCCEEDED: ['taskId', 'results', 'imageCount', 'costUsd', 'finishedAt'],
  PARTIAL: ['taskId', 'results', 'imageCount', 'costUsd', 'finishedAt'],
  FAILED: ['finishedAt'],
  CANCELED: ['finishedAt'],
  UNRESOLVED: ['problem', 'finishedAt'],
  REJECTED: ['problem', 'finishedAt'],
} as const satisfies Readonly<Record<EditState, readonly (keyof EditRecord | keyof EditTimes)[]>>;

/** The record as an edit. @throws Error naming what its state promises and it lacks */
export const editOf = (record: EditRecord): Edit => {
  const fields = { ...record, ...record.times };
  const lacking = PROMISED[record.state].filter((field) => fields[field] === undefined);
  if (lacking.length === 0) return record as Edit;
  throw new Error(`edit ${record.editId} cannot be ${record.state} without ${lacking.join(', ')}`);
};

/** Whether the edit still is in that attempt to create its task. */
export const isSubmitting = (edit: Edit, { attempt }: Submission): edit is SubmittingEdit =>
  edit.state === 'SUBMITTING' && edit.submission.attempt === attempt;

/** Whether an edit may hold a slot: it may still submit, or its task may still be running. */
export const needsSlot = (edit: Edit): boolean =>
  edit.state === 'QUEUED' || edit.state === 'SUBMITTING' || (edit.state === 'RUNNING' && edit.times.detectedAt === undefined);

/** Whether something may still happen to an edit without a person: it is under way, or unresolved and not given up for good. */
export const isOpen = ({ state, times }: Pick<Edit, 'state' | 'times'>): boolean =>
  !isTerminal(state) || (state === 'UNRESOLVED' && times.closedAt === undefined);
