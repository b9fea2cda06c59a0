/** A workflow that only writes down what it was asked to do. */
import { executionName } from '#core/edit/execution-name.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import type { Workflow } from '#core/ports/workflow.ts';

/** One answer to a waiting execution. */
export type TokenAnswer =
  | { readonly token: string; readonly output: Readonly<Record<string, unknown>> }
  | { readonly token: string; readonly error: string; readonly cause: string };

/** A {@link Workflow} with a look inside. */
export interface RecordingWorkflow extends Workflow {
  /** Names of the executions started, in order. */
  readonly started: readonly string[];
  /** Tokens answered, in order; a token answers `sent` once and `gone` from then on. */
  readonly answers: readonly TokenAnswer[];
  /** Says what became of an execution; a started one is RUNNING until then. */
  setStatus(editId: string, attempt: number, status: ExecutionStatus): void;
}

/** A workflow in which nothing has happened. */
export const createRecordingWorkflow = (): RecordingWorkflow => {
  const started: string[] = [];
  const answers: TokenAnswer[] = [];
  const statuses = new Map<string, ExecutionStatus>();
  const answer = (given: TokenAnswer): 'sent' | 'gone' => {
    if (answers.some((earlier) => earlier.token === given.token)) return 'gone';
    answers.push(given);
    return 'sent';
  };
  return {
    started,
    answers,
    setStatus: (editId, attempt, status) => {
      statuses.set(executionName(editId, attempt), status);
    },
    start: async (editId, attempt) => {
      const name = executionName(editId, attempt);
      if ((statuses.get(name)?.status ?? 'NONE') !== 'NONE') return 'exists';
      statuses.set(name, { status: 'RUNNING' });
      started.push(name);
      return 'started';
    },
    succeed: async (token, output) => answer({ token, output }),
    fail: async (token, error, cause) => answer({ token, error, cause }),
    status: async (editId, attempt) => statuses.get(executionName(editId, attempt)) ?? { status: 'NONE' },
  };
};
