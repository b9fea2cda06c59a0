/** What a command is, and what it is given. */
import type { Problem } from '#core/errors.ts';

/** Everything outside of a command that it works with: streams, environment, clock, and the signal to stop. */
export interface CommandIo {
  readonly out: (text: string) => void;
  /** Standard error: progress, errors, hints. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal. */
  readonly interactive: boolean;
  /** Width of the terminal in columns, now: it may be resized. */
  readonly columns: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => number;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows a file or an address in the system's viewer; false when there is none. */
  readonly launch: (target: string) => Promise<boolean>;
}

/** Exit statuses of every command; `rejected`: nothing was done or spent. */
export const EXIT = { done: 0, failed: 1, rejected: 2, interrupted: 130 } as const;
/** One of the values of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit status of several things that were done: the worst of theirs. */
export const worstExit = (codes: readonly ExitCode[]): ExitCode => {
  if (codes.includes(EXIT.failed)) return EXIT.failed;
  return codes.includes(EXIT.rejected) ? EXIT.rejected : EXIT.done;
};

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Teaches by example, then lists names and flags. */
  readonly help: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

/** A command line that cannot be carried out as typed; nothing was started. Without a hint, the person is sent to the command's help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** A command stopped to wait; the edit goes on, or not, without it. */
export class WaitEnded extends Error {
  override readonly name = 'WaitEnded';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}
