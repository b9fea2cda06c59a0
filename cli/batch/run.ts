/** Carries a planned batch out: a few pictures at once, until all are done, too many have failed, or the budget is used up. */

import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { EditView } from '#client/types.ts';
import { batchRequest } from '#core/batch/idempotency-key.ts';
import { type BatchOutcome, isFailure, isIntolerable } from '#core/batch/report.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { atOnce } from '../map-concurrent.ts';
import { foreseen } from '../output/error-to-problem.ts';
import type { PlannedPicture } from './plan.ts';

/** How a batch is carried out. */
export interface BatchRun {
  readonly wish: InstructionFields;
  readonly concurrency: number;
  readonly toleratedPercent: number;
  readonly signal: AbortSignal;
  readonly onView: (key: string, edit: EditView) => void;
  readonly onOutcome: (outcome: BatchOutcome) => void;
}

/** Why a batch ended before every picture had its turn. */
export type BatchEnd = 'complete' | 'too-many-failures' | 'budget-used-up' | 'interrupted';

/** The outcomes in the order of the plan, and why it ended. Never throws what concerns one picture only. */
export const runBatch = async (
  client: Client,
  pictures: readonly PlannedPicture[],
  run: BatchRun,
): Promise<{ readonly outcomes: readonly BatchOutcome[]; readonly end: BatchEnd }> => {
  const outcomes: BatchOutcome[] = pictures.map(({ object, edit }) =>
    edit?.ended === true ? { ...outcomeOf(object.key, edit), before: true } : { key: object.key, status: 'LEFT' },
  );
  let end: BatchEnd = 'complete';
  const judge = (outcome: BatchOutcome): void => {
    if (outcome.problem?.code === 'BUDGET_EXCEEDED') end = 'budget-used-up';
    else if (
      isIntolerable(
        outcomes.filter((each) => isFailure(each) && each.before !== true).length,
        pictures.length,
        run.toleratedPercent,
      )
    ) {
      end = 'too-many-failures';
    }
  };
  const pending = pictures.flatMap((picture, index) => (picture.edit?.ended === true ? [] : [{ picture, index }]));
  await atOnce(pending, run.concurrency, async ({ picture, index }) => {
    if (end !== 'complete') return;
    if (run.signal.aborted) {
      end = 'interrupted';
      return;
    }
    const outcome = await editOne(client, picture, run);
    if (outcome === undefined) {
      end = 'interrupted';
      return;
    }
    outcomes[index] = outcome;
    run.onOutcome(outcome);
    judge(outcome);
  });
  return { outcomes, end };
};

/** One picture from its order to its end; undefined when the person stopped it. An edit that was refused for the budget alone is left for the next run. */
const editOne = async (
  client: Client,
  { object, idempotencyKey, edit }: PlannedPicture,
  run: BatchRun,
): Promise<BatchOutcome | undefined> => {
  const { key } = object;
  const { signal } = run;
  try {
    const onView = (view: EditView): void => run.onView(key, view);
    const ordered = edit ?? (await client.edits.create(batchRequest(object, run.wish), { idempotencyKey, signal }));
    onView(ordered);
    return outcomeOf(key, await client.edits.wait(ordered.id, { signal, onView }));
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof ApiError && error.edit !== undefined) {
      const refused = outcomeOf(key, error.edit);
      return refused.problem?.code === 'BUDGET_EXCEEDED' ? { ...refused, status: 'LEFT' } : refused;
    }
    const problem = foreseen(error);
    if (problem === undefined) throw error;
    const { refused: _refused, ...told } = problem;
    return { key, status: 'ERROR', problem: told };
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
