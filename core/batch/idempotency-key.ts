/**
 * The request for one picture of a batch, and its Idempotency-Key, which follows from the picture, its content and the instruction: the same batch again,
 * from the command line or from the state machine, finds the edits it already made, and pays only for what is missing.
 */
import type { EditState } from '../edit/state.ts';
import type { Problem } from '../errors.ts';
import { canonicalJson, hashOf } from '../ids.ts';
import type { EditRequest, InstructionFields } from '../request/request.ts';
import { mayBeCharged } from '../service/task-problems.ts';
import type { BatchObject } from './objects.ts';

/** The request for one picture. */
export const batchRequest = ({ key }: Pick<BatchObject, 'key'>, instruction: InstructionFields): EditRequest => ({
  ...instruction,
  images: [key],
});

/**
 * The Idempotency-Key of the first attempt at one picture. Quotes around a fingerprint do not count: S3 puts an ETag in quotes, whoever
 * passes it on may not, and another key would be paid again.
 */
export const batchKey = (
  { key, fingerprint }: Pick<BatchObject, 'key' | 'fingerprint'>,
  instruction: InstructionFields,
): string => `batch-${hashOf('batch', key, fingerprint.replaceAll('"', ''), canonicalJson(instruction))}`;

/** The Idempotency-Key of the attempt after one that ended as `previousId`. */
export const nextBatchKey = (firstKey: string, previousId: string): string => `${firstKey}-${previousId}`;

/** The part of an edit that decides whether a batch tries again. */
export interface Attempt {
  readonly status: EditState;
  readonly problem?: Pick<Problem, 'code'> | undefined;
}

/**
 * Whether the next run of a batch makes another attempt after this one: always when only the budget was in the way, which cost nothing;
 * after other failures when the person says so; never when it may have been paid.
 */
export const triesAgain = ({ status, problem }: Attempt, { retryFailed }: { readonly retryFailed: boolean }): boolean => {
  if (status === 'REJECTED' && problem?.code === 'BUDGET_EXCEEDED') return true;
  if (mayBeCharged(problem?.code ?? '')) return false;
  return retryFailed && (status === 'FAILED' || status === 'REJECTED' || status === 'CANCELED');
};
