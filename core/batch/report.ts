/** What became of a batch, and when it is given up. */

import type { EditState } from '../edit/state.ts';
import type { Problem } from '../errors.ts';
import { costOf } from '../service/price.ts';

/** What became of one picture. `ERROR`: the call for it failed and no edit was opened; `LEFT`: the batch ended before its turn. */
export interface BatchOutcome {
  readonly key: string;
  readonly status: EditState | 'ERROR' | 'LEFT';
  readonly editId?: string;
  /** Whether an earlier run had made it: nothing was paid now. */
  readonly before?: boolean;
  readonly results?: readonly string[];
  readonly images?: number;
  readonly problem?: Problem;
}

/** The sums of a batch. Costs at list price, in US dollars; `paidNow` leaves out what an earlier run had paid. */
export interface BatchSums {
  readonly pictures: number;
  readonly done: number;
  readonly failed: number;
  readonly left: number;
  readonly doneBefore: number;
  readonly imagesNow: number;
  readonly paidNowUsd: number;
}

/** Whether a picture of a batch was not edited. */
export const isFailure = ({ status }: Pick<BatchOutcome, 'status'>): boolean =>
  status !== 'SUCCEEDED' && status !== 'PARTIAL' && status !== 'LEFT';

/** The sums of outcomes. */
export const batchSums = (outcomes: readonly BatchOutcome[]): BatchSums => {
  const count = (matches: (outcome: BatchOutcome) => boolean): number => outcomes.filter(matches).length;
  const imagesNow = outcomes.reduce((sum, { images = 0, before }) => sum + (before === true ? 0 : images), 0);
  return {
    pictures: outcomes.length,
    done: count(({ status }) => status === 'SUCCEEDED' || status === 'PARTIAL'),
    failed: count(isFailure),
    left: count(({ status }) => status === 'LEFT'),
    doneBefore: count(({ before, status }) => before === true && status !== 'LEFT'),
    imagesNow,
    paidNowUsd: costOf(imagesNow),
  };
};

/** Whether so many failures end a batch of so many pictures: more than the tolerated part, in percent, as Step Functions counts it. */
export const isIntolerable = (failed: number, pictures: number, toleratedPercent: number): boolean =>
  failed * 100 > toleratedPercent * pictures;

/** The most that pictures can cost, in US dollars. */
export const mostItCosts = (pictures: number, picturesPerEdit: number): number => costOf(pictures * picturesPerEdit);
