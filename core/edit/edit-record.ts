/** What the record of an edit holds: every field that the ledger stores, whatever the state. */
import type { Problem } from '../errors.ts';
import type { EditParameters } from '../request/request.ts';
import type { InputMediaType, ResultMediaType } from '../service/limits.ts';
import type { EditState } from './state.ts';

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

/** One picture of a task: stored, or why there is none. `index` counts from 1. */
export type EditResult =
  | {
      readonly index: number;
      readonly key: string;
      /** What its bytes are. Absent in records of version 0.1, which kept `image/png` only. */
      readonly mediaType?: ResultMediaType;
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
  /** When an UNRESOLVED edit was given up for good: the service has forgotten whatever it made. */
  readonly closedAt?: number;
}

/** A slot that an edit holds: where the ledger counts it. */
export interface SlotReference {
  readonly pool: string;
  readonly shard: number;
}

/**
 * The attempt to create the task, and the create lock at once. Written before the POST; survives any error. The task, if it was created,
 * was created in [startedAt, until] (epoch ms, our clock), and no other edit's create was outstanding in that window (see
 * core/admission/submission-window.ts).
 */
export interface Submission {
  readonly attempt: number;
  readonly startedAt: number;
  readonly until: number;
  /** The service's clock minus ours as it was known then, in ms. */
  readonly clockOffsetMs?: number;
  /** The same, read soon after it began: what is read later says nothing of the clocks then. */
  readonly clockAfterMs?: number;
  /** The unbilled task that was made to see whether the service's list is fresh; without a task when the service refused it. */
  readonly probe?: { readonly startedAt: number; readonly taskId?: string };
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
  /** Which of several counters hold the images, where the ledger spreads a day over several; absent: the one counter. */
  readonly shards?: BudgetShards;
}

/** Images by the counters that hold them: those of the day, and those of the preset on that day. */
export interface BudgetShards {
  readonly day: readonly BudgetShard[];
  readonly preset?: readonly BudgetShard[];
}

/** Images that one of the counters of a day holds. */
export interface BudgetShard {
  /** Number of the counter, from 0. */
  readonly shard: number;
  readonly images: number;
}

/** Every field that the record of an edit can have, whatever its state: what the ledger stores. */
export interface EditRecord {
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
  /** Present while the edit counts among those that are with the model: from its admission until its task has ended. */
  readonly slot?: SlotReference;
  readonly submission?: Submission;
  readonly taskId?: string;
  readonly actualPrompt?: string;
  readonly results?: readonly EditResult[];
  readonly imageCount?: number;
  readonly costUsd?: number;
  readonly budget?: BudgetShare;
  readonly cancelRequestedAt?: number;
  readonly retryOf?: string;
  /** Why the edit was rejected, failed, is unresolved, or lacks some of its pictures. */
  readonly problem?: Problem;
}
