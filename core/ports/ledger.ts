/**
 * The ledger: one record per edit, changed only by compare-and-set on its revision, plus the small documents that many edits share.
 * Everything here is strongly consistent. What a write means for the queue, the task index and the budget follows from the two
 * records alone (`effectsOf` in core/edit/ledger-effects.ts) and is written in the same transaction.
 */
import type { Admission, WaitingEdit } from '../admission/admission.ts';
import type { Controls } from '../admission/controls.ts';
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

/** A page of edits, newest first. */
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
  /**
   * Replaces `previous` by `next` (next.revision = previous.revision + 1) when the stored revision is still previous.revision.
   * `conflict`: somebody else wrote in between; read again. `task-taken`: next.taskId already belongs to another edit.
   */
  commit(previous: Edit, next: Edit): Promise<'committed' | 'conflict' | 'task-taken'>;
  /** The edit that owns a task of the service. */
  ownerOfTask(taskId: string): Promise<string | undefined>;
  /** Newest first. `search` matches a part of the source key, the prompt, the preset or the id, in any case. */
  list(query: {
    readonly limit: number;
    readonly cursor?: string;
    readonly state?: EditState;
    readonly search?: string;
  }): Promise<EditPage>;
  /** Edits that wait for a slot, oldest first. */
  waiting(limit: number): Promise<readonly WaitingEdit[]>;
  /** How many edits wait for a slot and began to before `instant` (epoch ms). */
  waitingBefore(instant: number): Promise<number>;
  /** Edits in QUEUED, SUBMITTING or RUNNING, and UNRESOLVED ones, last written before `instant` (epoch ms), oldest first. */
  unfinished(query: { readonly before: number; readonly limit: number }): Promise<readonly Edit[]>;

  admission(): Promise<Admission>;
  /** `false`: the stored revision was not `next.revision - 1`. */
  commitAdmission(next: Admission): Promise<boolean>;

  controls(): Promise<Controls>;
  setControls(controls: Controls): Promise<void>;

  budgetUse(day: string, preset?: string): Promise<BudgetUse>;

  /** Duration profile by name (see profileName in core/polling/duration-profile.ts). */
  profile(name: string): Promise<DurationProfile | undefined>;
  /** `false`: the stored revision was not `next.revision - 1`. */
  commitProfile(name: string, next: DurationProfile): Promise<boolean>;
}
