/** Executions of the real workflow file in virtual time, behind the Workflow port: start them, use their tokens, stop them, read their history. */

import { executionName } from '#core/edit/execution-name.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import { type Json, namedError, type TaskHandler, type Transition, type WalkEnd, walk } from './asl-walker.ts';
import { type Definition, workflowDefinition } from './workflow-file.ts';

/** One execution. */
export interface VirtualExecution {
  readonly name: string;
  readonly editId: string;
  readonly history: readonly Transition[];
  /** Undefined while it runs. */
  readonly end?: WalkEnd | { readonly status: 'ABORTED' };
  /** Settles when it has ended, however. */
  readonly ended: Promise<void>;
}

/** A {@link Workflow} whose executions walk the file. */
export interface VirtualWorkflow extends Workflow {
  execution(name: string): VirtualExecution | undefined;
  executions(): readonly VirtualExecution[];
  /** Stops an execution as StopExecution does: it does nothing more, not even its catchers. Answers false when it does not run. */
  stop(name: string): boolean;
}

/** The handlers of the five tasks, as `createHandler` makes them. */
export interface WorkflowHandlers {
  readonly requestSlot: (event: { readonly editId: string; readonly taskToken: string }) => Promise<unknown>;
  readonly submit: (event: { readonly editId: string }) => Promise<unknown>;
  readonly checkStatus: (event: { readonly editId: string }) => Promise<unknown>;
  readonly persistResult: (event: { readonly editId: string }) => Promise<unknown>;
  readonly recordFailure: (event: { readonly editId: string }) => Promise<unknown>;
}

/** What virtual executions need. The handlers are asked for at each call, since they need the workflow themselves. */
export interface VirtualWorkflowOptions {
  readonly clock: Clock;
  readonly handlers: () => WorkflowHandlers;
  readonly definition?: Definition;
  /** [0, 1): jitter of the retries; default 0.5 always. */
  readonly random?: () => number;
  /** Called when an execution ends; a deployment sends "Execution Status Change" then. */
  readonly onEnd?: (execution: VirtualExecution) => void;
  /** Keep every transition; off for thousands of edits. Default true. */
  readonly keepHistory?: boolean;
}

interface Running {
  name: string;
  editId: string;
  history: Transition[];
  end?: WalkEnd | { readonly status: 'ABORTED' };
  ended: Promise<void>;
  readonly stop: AbortController;
  readonly tokens: string[];
}

/** A workflow without executions. */
export const createVirtualWorkflow = ({
  clock,
  handlers,
  definition = workflowDefinition(),
  random = () => 0.5,
  onEnd = () => undefined,
  keepHistory = true,
}: VirtualWorkflowOptions): VirtualWorkflow => {
  const executions = new Map<string, Running>();
  const tokens = new Map<string, { readonly resolve: (output: Json) => void; readonly reject: (error: Error) => void }>();
  let count = 0;

  const tasks: Readonly<Record<string, TaskHandler>> = {
    'Await slot': (input) => handlers().requestSlot(input as { editId: string; taskToken: string }),
    Submit: (input) => handlers().submit(input as { editId: string }),
    'Check status': (input) => handlers().checkStatus(input as { editId: string }),
    'Persist result': (input) => handlers().persistResult(input as { editId: string }),
    'Record failure': (input) => handlers().recordFailure(input as { editId: string }),
  };

  const newToken = (execution: Running): { readonly token: string; readonly used: Promise<Json> } => {
    count += 1;
    const token = `${execution.name}#${count}`;
    for (const earlier of execution.tokens.splice(0)) tokens.delete(earlier);
    execution.tokens.push(token);
    const used = new Promise<Json>((resolve, reject) => tokens.set(token, { resolve, reject }));
    return { token, used };
  };

  const run = async (execution: Running): Promise<void> => {
    try {
      execution.end = await walk(
        { editId: execution.editId },
        {
          definition,
          tasks,
          clock,
          random,
          newToken: () => newToken(execution),
          signal: execution.stop.signal,
          ...(keepHistory ? { onTransition: (transition) => execution.history.push(transition) } : {}),
        },
      );
    } catch (error) {
      if (!execution.stop.signal.aborted) {
        execution.end = { status: 'FAILED', error: 'States.Runtime', cause: String(error) };
      } else {
        execution.end = { status: 'ABORTED' };
      }
    }
    for (const token of execution.tokens) tokens.delete(token);
    onEnd(execution);
  };

  const use = (token: string, settle: (waiting: NonNullable<ReturnType<typeof tokens.get>>) => void): 'sent' | 'gone' => {
    const waiting = tokens.get(token);
    if (waiting === undefined) return 'gone';
    tokens.delete(token);
    settle(waiting);
    return 'sent';
  };

  return {
    execution: (name) => executions.get(name),
    executions: () => [...executions.values()],
    stop: (name) => {
      const execution = executions.get(name);
      if (execution === undefined || execution.end !== undefined) return false;
      execution.stop.abort(new Error('stopped'));
      return true;
    },
    start: async (editId, attempt) => {
      const name = executionName(editId, attempt);
      if (executions.has(name)) return 'exists';
      const execution: Running = { name, editId, history: [], ended: Promise.resolve(), stop: new AbortController(), tokens: [] };
      executions.set(name, execution);
      execution.ended = run(execution);
      return 'started';
    },
    succeed: async (token, output) => use(token, ({ resolve }) => resolve(output)),
    fail: async (token, error, cause) => use(token, ({ reject }) => reject(namedError(error, cause))),
    status: async (editId, attempt) => {
      const execution = executions.get(executionName(editId, attempt));
      if (execution === undefined) return { status: 'NONE' };
      const { end } = execution;
      if (end === undefined) return { status: 'RUNNING' };
      return end.status === 'FAILED'
        ? { status: end.status, failure: { Error: end.error, Cause: end.cause } }
        : { status: end.status };
    },
  };
};
