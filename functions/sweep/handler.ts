/** The sweep: every few minutes, repairs whatever slipped through, by reading first and changing only what is provably stuck. */
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { SweepDeps } from './deps.ts';
import { releaseUnusedSlots } from './release-unused-slots.ts';
import { repairEdit } from './repair-edit.ts';

/** What one sweep did. */
export interface SweepResult {
  /** Slots released from edits that have no use for one. */
  readonly released: number;
  /** Unfinished edits looked at. */
  readonly looked: number;
  /** Edits that were restarted or ended. */
  readonly repaired: number;
  /** Edits that could not be looked at; the next sweep tries again. */
  readonly failed: number;
}

/** An edit that was written less than this ago is left to its execution, in ms. */
const QUIET_MS = 2 * 60_000;

/** Edits looked at in one sweep. */
const BATCH = 200;

/** A sweep stops looking after this long, in ms; the function's own timeout is 5 minutes. */
const SWEEP_MS = 4 * 60_000;

/** @throws Unavailable when the queue could not be moved on; single edits that fail are counted and left to the next sweep */
export const createHandler = (deps: SweepDeps): Step<unknown, SweepResult> =>
  createStep('sweep', deps.telemetry, async () => {
    const startedAt = deps.clock.now();
    const released = await releaseUnusedSlots(deps);
    const stuck = await deps.ledger.unfinished({ before: startedAt - QUIET_MS, limit: BATCH });
    let [repaired, failed, looked] = [0, 0, 0];
    for (const edit of stuck) {
      if (deps.clock.now() - startedAt > SWEEP_MS) break;
      looked += 1;
      try {
        if (await repairEdit(deps, edit, stuck.length === BATCH)) repaired += 1;
      } catch (error) {
        failed += 1;
        deps.telemetry.log('warn', 'sweep skipped an edit', {
          editId: edit.editId,
          error: error instanceof Error ? error.name : String(error),
        });
      }
    }
    await admitWaiting(deps);
    const result = { released, looked, repaired, failed };
    deps.telemetry.log('info', 'swept', result);
    return result;
  });
