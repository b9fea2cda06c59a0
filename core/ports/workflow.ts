/** Executions of statemachines/edit-image.asl.json. */
import type { ExecutionStatus } from '../edit/repair.ts';

/** The workflow. Every method may throw Unavailable. */
export interface Workflow {
  /** Starts execution number `attempt` (from 1) of an edit with input `{ editId }`; the same number twice starts once. */
  start(editId: string, attempt: number): Promise<'started' | 'exists'>;
  /** Lets a waiting execution go on. `gone`: nobody waits on this token any more. */
  succeed(taskToken: string, output: Readonly<Record<string, unknown>>): Promise<'sent' | 'gone'>;
  /** Fails a waiting execution with an error the workflow file can catch. */
  fail(taskToken: string, error: string, cause: string): Promise<'sent' | 'gone'>;
  /** What became of execution number `attempt`. */
  status(editId: string, attempt: number): Promise<ExecutionStatus>;
}
