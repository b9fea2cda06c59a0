/** What an operator may change while everything runs. */
import * as z from 'zod/mini';

/** Schema of {@link Controls}. */
export const controlsSchema = z.strictObject({
  /** Kill switch: no edit is admitted or submitted while true; running ones finish. */
  paused: z.boolean(),
  /** Slots: edits that may be with the model at once. */
  capacity: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
  /** Images a day; 0 refuses everything. */
  imagesPerDay: z.optional(z.int().check(z.minimum(0))),
});
/** Settings that override the deployed ones: changed by an operator, read by every step. */
export type Controls = z.infer<typeof controlsSchema>;

/** Nothing overridden. */
export const NO_CONTROLS: Controls = { paused: false };
