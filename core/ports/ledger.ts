/**
 * The ledger: one record per edit, changed only by compare-and-set on its revision, plus the small documents that many edits share.
 * Everything here is strongly consistent. What a write means for the queue, the slots, the create lock, the task index and the budget
 * follows from the two records alone (`effectsOf` in core/edit/ledger-effects.ts) and is written in the same transaction.
 */
import type { Controls } from '../admission/controls.ts';
import type { CreateLock, Pool, WaitingEdit } from '../admission/pool.ts';
import type { PoolLimits } from '../admission/pool-limits.ts';
import type { Edit } from '../edit/edit.ts';
import type { EditState } from '../edit/state.ts';
import type { DurationProfile } from '../polling/duration-profile.ts';

/** What a claim may cost at most: images of this day (and preset) over all edits. */
export interface BudgetCaps {
  /** Images a day; undefined: no bound. */
  readonly imagesPerDay?: number;
  /** Images a day for the preset of this edit; undefined: no bound. */
  readonly imagesPerDayOfPreset?: number;
}

/** How a claim ended. `claimed` carries the edit as it was stored: go on with that one. `exists` carries the edit that was there first; `over-budget` wrote nothing. */
export type ClaimOutcome =
  | { readonly outcome: 'claimed'; readonly edit: Edit }
  | { readonly outcome: 'exists'; readonly edit: Edit }
  | { readonly outcome: 'over-budget'; readonly of: 'day' | 'preset'; readonly used: number; readonly cap: number };

/** Images of one UTC day. `reserved` is promised to edits under way, `charged` was billed. */
export interface BudgetUse {
  readonly day: string;
  readonly reserved: number;
  readonly charged: number;
}

/** What must hold besides the revision when a change takes something that others want too. */
export interface CommitConditions {
  /** A slot is taken only if its shard then has at most this many in use. */
  readonly slotBound?: number;
  /** The create lock is taken only if the one that was taken last is this one; undefined: there was none. */
  readonly createLockOver?: CreateLock | undefined;
}

/**
 * How a commit ended. `conflict`: somebody else wrote the record in between; read again. `task-taken`: next.taskId already belongs
 * to another edit. `no-slot`: the shard of next.slot is full. `create-lock-taken`: another edit took the create lock in between.
 */
export type CommitOutcome = 'committed' | 'conflict' | 'task-taken' | 'no-slot' | 'create-lock-taken';

/** How far a sweep came, so that the next one goes on there and no two run at once. */
export interface SweepProgress {
  readonly revision: number;
  /** Where to go on; absent: from the beginning. */
  readonly cursor?: string;
  /** No other sweep begins before this instant (epoch ms). */
  readonly until: number;
}

/** A page of edits in the order of the query; without a cursor there are no more. */
export interface EditPage {
  readonly edits: readonly Edit[];
  readonly cursor?: string;
}

/** The ledger. Every method may throw Unavailable. */
export interface Ledger {
  get(editId: string): Promise<Edit | undefined>;
  /**
   * Writes a new record (revision 1) unless the id is taken, and reserves `edit.budget.reserved` images in the same transaction.
   * The reservation is refused, and nothing is written, when reserved + charged would pass a cap. Records without a budget reserve nothing.
   */
  claim(edit: Edit, caps: BudgetCaps): Promise<ClaimOutcome>;
  /** Replaces `previous` by `next` (next.revision = previous.revision + 1) when the stored revision is still previous.revision. */
  commit(previous: Edit, next: Edit, conditions?: CommitConditions): Promise<CommitOutcome>;
  /** The edit that owns a task of the service. */
  ownerOfTask(taskId: string): Promise<string | undefined>;
  /** Newest first. `search` matches a part of the source key, the prompt, the preset or the id, in any case. */
  list(query: {
    readonly limit: number;
    readonly cursor?: string;
    readonly state?: EditState;
    readonly search?: string;
  }): Promise<EditPage>;
  /** Edits whose execution waits for a slot, or for its token to be used, oldest first. */
  waiting(limit: number): Promise<readonly WaitingEdit[]>;
  /** How many edits wait and began to before `instant` (epoch ms). */
  waitingBefore(instant: number): Promise<number>;
  /**
   * Edits to which something may still happen by itself (`isOpen` in core/edit/edit.ts), those that were not written for longest first,
   * from a cursor on.
   */
  unfinished(query: { readonly limit: number; readonly cursor?: string }): Promise<EditPage>;

  /** A pool with its slots, its create lock and its limits; an empty one before its first edit. */
  pool(name: string): Promise<Pool>;
  /** `false`: the stored revision was not `next.revision - 1`. */
  commitPoolLimits(pool: string, next: PoolLimits): Promise<boolean>;

  sweepProgress(): Promise<SweepProgress | undefined>;
  /** `false`: the stored revision was not `next.revision - 1`. */
  commitSweepProgress(next: SweepProgress): Promise<boolean>;

  controls(): Promise<Controls>;
  setControls(controls: Controls): Promise<void>;

  budgetUse(day: string, preset?: string): Promise<BudgetUse>;

  /** Duration profile by name (see profileName in core/polling/duration-profile.ts). */
  profile(name: string): Promise<DurationProfile | undefined>;
  /** `false`: the stored revision was not `next.revision - 1`. */
  commitProfile(name: string, next: DurationProfile): Promise<boolean>;
}
