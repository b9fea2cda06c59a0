/** What an operator may change while everything runs. Its schema is in controls-schema.ts: steps only read what was checked before. */

/** Settings that override the deployed ones: changed by an operator, read by every step. */
export interface Controls {
  /** Kill switch: no edit is admitted or submitted while true; running ones finish. */
  readonly paused: boolean;
  /** Slots: edits that may be with the model at once. */
  readonly capacity?: number | undefined;
  /** Images a day; 0 refuses everything. */
  readonly imagesPerDay?: number | undefined;
}

/** Nothing overridden. */
export const NO_CONTROLS: Controls = { paused: false };
