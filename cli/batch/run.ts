/** Carries a planned batch out: a few images at once, until all are done, too many have failed, or the budget is used up. */
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { EditView } from '#client/types.ts';
import { batchRequest } from '#core/batch/idempotency-key.ts';
import { type BatchOutcome, isFailure, isIntolerable } from '#core/batch/report.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import { knownProblem } from '../output/error-to-problem.ts';
import type { Wait } from '../wait/describe-wait.ts';
import { waitForEdit } from '../wait/wait-for-edit.ts';
import type { PlannedImage } from './plan.ts';

/** How a batch is carried out. */
export interface BatchRun {
  readonly instruction: InstructionFields;
  readonly concurrency: number;
  readonly toleratedPercent: number;
  readonly signal: AbortSignal;
  readonly onView: (key: string, edit: EditView) => void;
  readonly onWait: (key: string, edit: EditView, wait: Wait) => void;
  readonly onOutcome: (outcome: BatchOutcome) => void;
}

/** Why a batch ended before every image had its turn. */
export type BatchEnd = 'complete' | 'too-many-failures' | 'budget-used-up' | 'interrupted';

/** The outcomes in the order of the plan, and why it ended. Never throws what concerns one image only. */
export const runBatch = async (
  client: Client,
  images: readonly PlannedImage[],
  run: BatchRun,
): Promise<{ readonly outcomes: readonly BatchOutcome[]; readonly end: BatchEnd }> => {
  const outcomes: BatchOutcome[] = images.map(({ object, edit }) =>
    edit?.ended === true ? { ...outcomeOf(object.key, edit), before: true } : { key: object.key, status: 'LEFT' },
  );
  let end: BatchEnd = 'complete';
  const endAfter = ({ problem }: BatchOutcome): BatchEnd => {
    if (problem?.code === 'BUDGET_EXCEEDED') return 'budget-used-up';
    const failed = outcomes.filter((each) => isFailure(each) && each.before !== true).length;
    return isIntolerable(failed, images.length, run.toleratedPercent) ? 'too-many-failures' : end;
  };
  const pending = images.flatMap((image, index) => (image.edit?.ended === true ? [] : [{ image, index }]));
  await mapConcurrent(pending, run.concurrency, async ({ image, index }) => {
    if (end !== 'complete') return;
    const outcome = run.signal.aborted ? undefined : await editOne(client, image, run);
    if (outcome === undefined) {
      end = 'interrupted';
      return;
    }
    outcomes[index] = outcome;
    run.onOutcome(outcome);
    end = endAfter(outcome);
  });
  return { outcomes, end };
};

/** One image from its request to its end; undefined when the person stopped it. An edit that was rejected for the budget alone is left for the next run. */
const editOne = async (
  client: Client,
  { object, idempotencyKey, edit }: PlannedImage,
  run: BatchRun,
): Promise<BatchOutcome | undefined> => {
  const { key } = object;
  const { signal } = run;
  try {
    const onView = (view: EditView): void => run.onView(key, view);
    const created = edit ?? (await client.edits.create(batchRequest(object, run.instruction), { idempotencyKey, signal }));
    onView(created);
    const onWait = (view: EditView, wait: Wait): void => run.onWait(key, view, wait);
    return outcomeOf(key, await waitForEdit(client, created.id, { signal, known: created, onView, onWait }));
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof ApiError && error.edit !== undefined) {
      const rejected = outcomeOf(key, error.edit);
      return rejected.problem?.code === 'BUDGET_EXCEEDED' ? { ...rejected, status: 'LEFT' } : rejected;
    }
    const known = knownProblem(error);
    if (known === undefined) throw error;
    return { key, status: 'ERROR', problem: known.problem };
  }
};

const outcomeOf = (key: string, edit: EditView): BatchOutcome => ({
  key,
  status: edit.status,
  editId: edit.id,
  results: edit.results.flatMap((result) => ('key' in result ? [result.key] : [])),
  images: edit.usage?.imageCount ?? 0,
  ...omitUndefined({ problem: edit.problem }),
});
