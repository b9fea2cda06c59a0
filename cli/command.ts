/** What a command is, and what it is given. */

/** The world as a command sees it: streams, environment, and the wish to stop. */
export interface CommandIo {
  readonly out: (text: string) => void;
  /** Standard error: progress, refusals, hints. */
  readonly err: (text: string) => void;
  /** Whether a person watches standard error. */
  readonly interactive: boolean;
  /** Width of the terminal that they watch, now: it may be resized. */
  readonly columns: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => number;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows a file or an address in the system's viewer; false when there is none. */
  readonly launch: (target: string) => Promise<boolean>;
}

/** Exit statuses of every command. */
export const EXIT = { done: 0, failed: 1, refused: 2, interrupted: 130 } as const;
/** One of the values of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Teaches by example. */
  readonly help: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

/** The person asked for something that cannot be done as asked; nothing was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
