/** Executions that wait until somebody answers their task token. */

/** A task failed from outside, with the error name that the workflow file routes on. */
export class TaskFailed extends Error {
  override readonly name: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** What a waiting execution gets. */
export type TokenOutput = Readonly<Record<string, unknown>>;

/** Waiting executions by token. */
export interface TaskTokens {
  /** Waits until somebody uses the token; the promise stays open when the wait is forgotten. */
  wait(token: string): Promise<TokenOutput>;
  succeed(token: string, output: TokenOutput): 'sent' | 'gone';
  fail(token: string, error: string, cause: string): 'sent' | 'gone';
  /** The execution went on without it: whoever uses the token from now on is told that it is gone. */
  forget(token: string): void;
  readonly waiting: number;
}

interface Waiter {
  readonly resolve: (output: TokenOutput) => void;
  readonly reject: (error: Error) => void;
}

/** No execution waits yet. */
export const createTaskTokens = (): TaskTokens => {
  const waiters = new Map<string, Waiter>();

  const use = (token: string, answer: (waiter: Waiter) => void): 'sent' | 'gone' => {
    const waiter = waiters.get(token);
    if (waiter === undefined) return 'gone';
    waiters.delete(token);
    answer(waiter);
    return 'sent';
  };

  return {
    wait: (token) =>
      new Promise((resolve, reject) => {
        waiters.set(token, { resolve, reject });
      }),
    succeed: (token, output) => use(token, ({ resolve }) => resolve(structuredClone(output))),
    fail: (token, error, cause) => use(token, ({ reject }) => reject(new TaskFailed(error, cause))),
    forget: (token) => void waiters.delete(token),
    get waiting() {
      return waiters.size;
    },
  };
};
