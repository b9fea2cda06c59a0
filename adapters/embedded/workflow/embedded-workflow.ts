/**
 * Step Functions on one machine: the workflow file as it is, interpreted in this process, its Task states answered by the handlers.
 * Which executions are under way is written down, so that a killed process runs them again from the start; that is right because
 * every step skips what is already done, and asks for a new task token where the old one was lost.
 */
import { type RunOptions, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { executionName } from '#core/edit/execution-name.ts';
import type { Failure } from '#core/edit/failure.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import type { Database } from '../database/database.ts';
import { answerFrom } from '../database/file-refused.ts';
import { createExecutionTable, type Execution } from './execution-table.ts';
import { createTaskTokens } from './task-tokens.ts';
import { createTasks, type TaskHandler } from './workflow-tasks.ts';

/** Something that happened in an execution, as the interpreter tells it (`StateEntered`, `StateRetried`, ...). */
export interface WorkflowEvent {
  readonly type: string;
  readonly state?: { readonly name: string; readonly type: string };
}

/** What the embedded workflow needs. */
export interface EmbeddedWorkflowDeps {
  readonly definition: unknown;
  /** Handlers by the name of their Task state. */
  readonly handlers: Readonly<Record<string, TaskHandler>>;
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Called for executions that ended otherwise than by their own end state, as the rule on stopped executions is on AWS. */
  readonly onFailed?: (execution: Execution, failure: Failure) => void | Promise<void>;
  readonly onEvent?: (editId: string, event: WorkflowEvent) => void;
  /** Called with what went wrong beside the executions themselves: the end of one could not be written down, or a listener failed. */
  readonly onTrouble?: (what: string, execution: Execution, error: unknown) => void;
  /** Other times than the file's, in ms, by the name of the state: for clocks that run at another speed. */
  readonly pace?: Pick<NonNullable<RunOptions['overrides']>, 'waitTimeOverrides' | 'retryIntervalOverrides'>;
}

/** A workflow that lives in this process. */
export interface EmbeddedWorkflow extends Workflow {
  /** Runs every execution that a former process left unfinished; answers how many. */
  resume(): number;
  /**
   * Lets go of every execution where it stands, recording nothing: `resume` of the next process takes them up. Handlers at work
   * get `graceMs` to come to their end, so that what they paid for is written down.
   */
  stop(graceMs?: number): Promise<void>;
  /** Resolves when no execution is running in this process. */
  idle(): Promise<void>;
  readonly running: number;
}

/** How long ended executions are remembered, in ms; Step Functions keeps names for 90 days. */
const REMEMBER_MS = 90 * 24 * 60 * 60 * 1000;

const answer = answerFrom({
  code: 'WORKFLOW_UNAVAILABLE',
  message: 'the file of the executions refused',
  hint: 'Check the free space and the rights of the home folder; the step is repeated by itself.',
});

/** Runs executions of one definition. @throws Error when the definition is not valid ASL */
export const createEmbeddedWorkflow = (deps: EmbeddedWorkflowDeps): EmbeddedWorkflow => {
  const { database, clock, newId, onEvent, onFailed, onTrouble = () => undefined } = deps;
  const definition = substituted(deps.definition);
  const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
  const table = createExecutionTable(database);
  const tokens = createTaskTokens();
  const tasks = createTasks({ definition, handlers: deps.handlers, tokens });
  const live = new Map<string, { readonly abort: () => void; readonly done: Promise<void> }>();
  const unwritten = new Map<string, { readonly failure: Failure | undefined; readonly at: number }>();
  let stopped = false;

  const run = (execution: Execution): void => {
    if (live.has(execution.name)) return;
    const task = tasks.forExecution(() => stopped);
    const { result, abort, eventLogs } = machine.run(
      { editId: execution.editId },
      {
        overrides: { ...deps.pace, taskResourceLocalHandlers: task.handlers },
        context: { Execution: { Id: execution.name, Name: execution.name }, Task: tokenSource(execution.name, newId) },
      },
    );
    const done = follow(execution, result, eventLogs)
      .catch((error: unknown) => onTrouble('execution not ended cleanly', execution, error))
      .finally(() => {
        task.end();
        live.delete(execution.name);
      });
    live.set(execution.name, { abort, done });
  };

  const follow = async (execution: Execution, result: Promise<unknown>, events: AsyncIterable<WorkflowEvent>): Promise<void> => {
    const listening = drain(events, (event) => onEvent?.(execution.editId, event)).catch((error: unknown) =>
      onTrouble('listener failed', execution, error),
    );
    const failure = await result.then(() => undefined, failureOf);
    if (stopped) return;
    writeEnd(execution, failure);
    if (failure !== undefined) await onFailed?.(execution, failure);
    await listening;
  };

  /** A full disk must not make an ended execution look like a running one in this process: what could not be written is written later. */
  const writeEnd = (execution: Execution, failure: Failure | undefined): void => {
    unwritten.set(execution.name, { failure, at: clock.now() });
    try {
      writeEnds();
    } catch (error) {
      onTrouble('end of an execution not written yet', execution, error);
    }
  };

  const writeEnds = (): void => {
    for (const [name, { failure, at }] of unwritten) {
      table.end(name, at, failure);
      unwritten.delete(name);
    }
  };

  return {
    start: (editId, attempt) =>
      answer(() => {
        writeEnds();
        const execution = { name: executionName(editId, attempt), editId, attempt };
        if (!table.insert(execution, clock.now())) return 'exists';
        if (!stopped) run(execution);
        return 'started';
      }),
    succeed: async (token, output) => tokens.succeed(token, output),
    fail: async (token, error, cause) => tokens.fail(token, error, cause),
    status: (editId, attempt) =>
      answer(() => {
        const name = executionName(editId, attempt);
        const ended = unwritten.get(name);
        if (ended === undefined) return table.status(name);
        return ended.failure === undefined ? { status: 'SUCCEEDED' } : { status: 'FAILED', failure: ended.failure };
      }),
    resume: () => {
      table.forget(clock.now() - REMEMBER_MS);
      const owed = table.running();
      for (const execution of owed) run(execution);
      return owed.length;
    },
    stop: async (graceMs = 3000) => {
      stopped = true;
      const executions = [...live.values()];
      for (const { abort } of executions) abort();
      await Promise.all(executions.map(({ done }) => done));
      const enough = new AbortController();
      const grace = clock.sleep(graceMs, enough.signal).catch(() => undefined);
      await Promise.race([tasks.quiet(), grace]);
      enough.abort();
    },
    idle: async () => {
      while (live.size > 0) await Promise.all([...live.values()].map(({ done }) => done));
    },
    get running() {
      return live.size;
    },
  };
};

/** What an execution failed with: the interpreter wraps the error of the state. */
const failureOf = (error: unknown): Failure => {
  const cause = error instanceof Error ? error.cause : undefined;
  const { name, message } = cause instanceof Error ? cause : new Error(String(error));
  return { Error: name, Cause: message };
};

/** The file with its substitutions (`${SubmitFunctionArn}`) filled in: any ARN will do, since handlers answer by the state's name. */
const substituted = (definition: unknown): StateMachineDefinition =>
  JSON.parse(
    JSON.stringify(definition).replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1'),
  ) as StateMachineDefinition;

/** A new token every time the workflow file asks for `$$.Task.Token`: an execution may come back to the same state. */
const tokenSource = (name: string, newId: () => string): { readonly Token: string } => ({
  get Token() {
    return `${name}.${newId()}`;
  },
});

/** Reads the interpreter's log to its end; unread it would grow in memory. */
const drain = async (events: AsyncIterable<WorkflowEvent>, tell: (event: WorkflowEvent) => void): Promise<void> => {
  for await (const event of events) tell(event);
};
