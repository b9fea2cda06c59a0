/** The edit: its states, its record in the ledger, and which state may follow which. */
import type { Problem } from '../errors.ts';
import type { EditParameters } from '../request/request.ts';
import type { InputMediaType } from '../service/limits.ts';

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

/** States in which nothing more will happen by itself. */
const TERMINAL_STATES = [
  'SUCCEEDED',
  'PARTIAL',
  'FAILED',
  'UNRESOLVED',
  'CANCELED',
  'REJECTED',
] as const satisfies readonly EditState[];

/** Whether nothing more will happen to an edit in this state by itself. */
export const isTerminal = (state: EditState): boolean => (TERMINAL_STATES as readonly EditState[]).includes(state);

/** Where the instruction of an edit came from. */
export type EditSource =
  | { readonly kind: 'upload'; readonly key: string; readonly versionId: string; readonly sequencer?: string }
  | { readonly kind: 'request'; readonly key: string; readonly versionId: string; readonly sequencer?: string }
  | { readonly kind: 'api'; readonly idempotencyKey?: string; readonly bodyHash: string };

/** One input picture of an edit, pinned so that a later overwrite of its key changes nothing. */
export type EditImage =
  | {
      readonly kind: 'object';
      readonly key: string;
      readonly versionId: string;
      readonly mediaType: InputMediaType;
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
    }
  | { readonly kind: 'url'; readonly url: string };

/** One picture that a task returned: stored, or refused by the service with its own code. `index` counts from 1. */
export type EditResult =
  | {
      readonly index: number;
      readonly key: string;
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
      readonly sha256: string;
    }
  | { readonly index: number; readonly problem: Problem };

/** Instants of an edit, in epoch milliseconds. `task*` come from the service's clock, the rest from ours. */
export interface EditTimes {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly waitingSince?: number;
  /** When the run of request-slot began that left the newest token: an earlier run never replaces it. */
  readonly tokenAt?: number;
  readonly admittedAt?: number;
  readonly submittedAt?: number;
  readonly taskSubmittedAt?: number;
  readonly taskScheduledAt?: number;
  readonly taskEndedAt?: number;
  readonly detectedAt?: number;
  readonly finishedAt?: number;
}

/**
 * The attempt to create the task. Written before the POST; survives any error. The task, if it was created, was created in
 * [startedAt, until] (epoch ms, our clock), and no other edit's create was outstanding in that window (see core/admission.ts).
 */
export interface Submission {
  readonly attempt: number;
  readonly startedAt: number;
  readonly until: number;
}

/** Images reserved against a day's budget, settled with what was really charged. */
export interface BudgetShare {
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Images reserved with the claim. */
  readonly reserved: number;
  /** Images charged, once known; the difference went back. */
  readonly settled?: number;
  /** Preset whose own budget this counts against too. */
  readonly preset?: string;
}

/** One edit as the ledger keeps it. */
export interface Edit {
  /** 40 hex characters; also the name of the first execution. */
  readonly editId: string;
  /** Counts the writes; every write is conditional on the one it read. */
  readonly revision: number;
  readonly state: EditState;
  readonly source: EditSource;
  /** Where results land: `results/.../<editId>/`. */
  readonly resultPrefix: string;
  readonly preset?: string;
  readonly prompt: string;
  readonly parameters: EditParameters;
  readonly images: readonly EditImage[];
  readonly times: EditTimes;
  /** How often an execution was started for it. */
  readonly executions: number;
  /** Present while the execution waits for a slot. */
  readonly taskToken?: string;
  readonly submission?: Submission;
  readonly taskId?: string;
  readonly actualPrompt?: string;
  readonly results?: readonly EditResult[];
  readonly imageCount?: number;
  readonly costUsd?: number;
  readonly budget?: BudgetShare;
  readonly cancelRequestedAt?: number;
  readonly retryOf?: string;
  /** Why the edit was rejected, failed, or is unresolved. */
  readonly problem?: Problem;
}

/** Whether an edit has a use for a slot: it may still submit, or its task may still be running. */
export const needsSlot = (edit: Edit): boolean =>
  edit.state === 'QUEUED' || edit.state === 'SUBMITTING' || (edit.state === 'RUNNING' && edit.times.detectedAt === undefined);
