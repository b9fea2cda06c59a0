/** The Task states of the workflow file, answered by handlers in this process as Lambda would answer them. */
import type { RunOptions, StateMachineDefinition } from 'aws-local-stepfunctions';
import { failureMessage } from '#core/edit/failure.ts';
import { Unavailable } from '#core/errors.ts';
import { asRefusal } from '../database/file-refused.ts';
import type { TaskTokens } from './task-tokens.ts';

/** Answers one Task state. What it throws reaches the file's Retry and Catch by the error's `name`. */
export type TaskHandler = (input: unknown) => Promise<unknown>;

type Overrides = NonNullable<NonNullable<RunOptions['overrides']>['taskResourceLocalHandlers']>;

/** Makes the handlers of one execution. */
export interface Tasks {
  /** Resolves when no handler is at work. */
  quiet(): Promise<void>;
  forExecution(isStopped: () => boolean): { readonly handlers: Overrides; end(): void };
}

/** Thrown into a step when the process stops: neither retried nor caught, so that nothing is recorded as failed. */
class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** Joins each Task state with its handler. @throws Error when a Task state has no handler, or a handler no state */
export const createTasks = ({
  definition,
  handlers,
  tokens,
}: {
  readonly definition: StateMachineDefinition;
  readonly handlers: Readonly<Record<string, TaskHandler>>;
  readonly tokens: TaskTokens;
}): Tasks => {
  const states = Object.entries(definition.States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [{ name, waits: state.Resource.endsWith('.waitForTaskToken') }] : [],
  );
  const missing = states.filter(({ name }) => handlers[name] === undefined).map(({ name }) => name);
  const unknown = Object.keys(handlers).filter((name) => !states.some((state) => state.name === name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(`handlers and Task states differ; missing: ${missing.join(', ')}; unknown: ${unknown.join(', ')}`);
  }

  const atWork = new Set<Promise<unknown>>();
  const call = (handler: TaskHandler, payload: unknown): Promise<unknown> => {
    const work = handler(payload)
      .catch(throwRepeatable)
      .finally(() => atWork.delete(work));
    atWork.add(work);
    return work;
  };

  return {
    quiet: async () => void (await Promise.allSettled(atWork)),
    forExecution: (isStopped) => {
      let waitingFor: string | undefined;
      const forgetToken = (): void => {
        if (waitingFor !== undefined) tokens.forget(waitingFor);
        waitingFor = undefined;
      };

      const waitForToken = async (handler: TaskHandler, payload: unknown): Promise<unknown> => {
        const token = tokenIn(payload);
        waitingFor = token;
        const answer = tokens.wait(token);
        answer.catch(() => undefined);
        await call(handler, payload);
        return answer;
      };

      const taskOf = (handler: TaskHandler, waits: boolean) => async (input: unknown) => {
        forgetToken();
        if (isStopped()) throw new Stopped('the process stops');
        const payload = structuredClone(payloadOf(input));
        const answer = waits ? await waitForToken(handler, payload) : await call(handler, payload);
        return toJson(wrapped(input) && !waits ? { Payload: answer } : answer);
      };

      return {
        handlers: Object.fromEntries(
          states.map(({ name, waits }) => [name, taskOf(handlers[name] as TaskHandler, waits)]),
        ) as Overrides,
        end: forgetToken,
      };
    },
  };
};

/** A full disk that some step did not expect is repeated like one that it did: what is thrown here decides whether a paid result is lost. */
const throwRepeatable = (error: unknown): never => {
  const refusal = asRefusal(DISK_REFUSED, error instanceof Error && error.cause !== undefined ? error.cause : error);
  if (!(refusal instanceof Unavailable) || refusal === error || refusal === (error as Error).cause) throw error;
  throw Object.assign(new Error(failureMessage(refusal.problem), { cause: error }), { name: refusal.name });
};

const DISK_REFUSED = {
  code: 'DISK_REFUSED',
  message: 'the system refused a file that this step needs',
  hint: 'Check the free space and the rights of the home folder; the step is repeated by itself.',
};

/** The optimized Lambda integration (`lambda:invoke`) sends `Payload` within its parameters and wraps the answer likewise. */
const wrapped = (input: unknown): input is { readonly FunctionName: string; readonly Payload: unknown } =>
  typeof input === 'object' && input !== null && 'FunctionName' in input && 'Payload' in input;

const payloadOf = (input: unknown): unknown => (wrapped(input) ? input.Payload : input);

const tokenIn = (payload: unknown): string => {
  if (typeof payload === 'object' && payload !== null && 'taskToken' in payload && typeof payload.taskToken === 'string') {
    return payload.taskToken;
  }
  throw new Error('a state that waits for a task token must pass it on as `taskToken`');
};

/** What comes back over the wire on AWS: JSON, and null for nothing. */
const toJson = (value: unknown) => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
