/** What became of an execution, in the words of Step Functions. */
import type { Failure } from './failure.ts';

/** NONE: it was never started. ABORTED: a person stopped it. `failure`: what it failed with, as far as it is known. */
export type ExecutionStatus =
  | { readonly status: 'NONE' | 'RUNNING' | 'SUCCEEDED' | 'ABORTED' }
  | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly failure: Failure };
