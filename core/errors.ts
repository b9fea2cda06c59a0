/**
 * The error family. The `name` of each class is the string that statemachines/edit-image.asl.json routes on (Retry and Catch);
 * a test holds the two sets equal. Code decides on the class or the `code`, never on the message.
 */

/**
 * What a person is told about anything that went wrong: a stable code, what happened to which object, and what to do next. Ours, not the
 * problem details of RFC 9457, since the same three go into records, events and the terminal, where there is no HTTP status.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface EditErrorOptions extends Problem {
  readonly cause?: unknown;
}

/** Base of the family. `retryable` says whether the same step may simply be run again later. */
export abstract class EditError extends Error {
  abstract override readonly name: WorkflowErrorName;
  abstract readonly retryable: boolean;
  readonly code: string;
  readonly hint: string;

  constructor({ code, message, hint, cause }: EditErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
  }

  /** The part of the error that is shown and recorded. */
  get problem(): Problem {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

/** The request or a picture is not acceptable; nothing was paid. Fix the input. */
export class InvalidEdit extends EditError {
  override readonly name = 'InvalidEdit';
  override readonly retryable = false;
}

/** The service refuses this account, key, region or quota; nothing was paid. Fix the account. */
export class AccountProblem extends EditError {
  override readonly name = 'AccountProblem';
  override readonly retryable = false;
}

/** Which limit of the service a 429 was about: calls in a time, or work that it takes at once. */
export type ServiceLimit = 'rate' | 'capacity';

/** Proof that the task was NOT created (throttled, connection refused, createLock taken): creating it later cannot pay twice. */
export class NotAccepted extends EditError {
  override readonly name = 'NotAccepted';
  override readonly retryable = true;
  /** The service asked to wait for this long, in ms; at most one hour. */
  readonly retryAfterMs?: number;
  /** The limit that was reached, when the service refused over one. */
  readonly limit?: ServiceLimit;

  constructor({ retryAfterMs, limit, ...options }: EditErrorOptions & Pick<NotAccepted, 'retryAfterMs' | 'limit'>) {
    super(options);
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (limit !== undefined) this.limit = limit;
  }
}

/** The request to create a task went out and its outcome is unknown: only reconciliation may decide what happens next. */
export class SubmissionUnknown extends EditError {
  override readonly name = 'SubmissionUnknown';
  override readonly retryable = true;
}

/** The edit may not submit now (submissions paused, or its slot was given away): it goes back to waiting for a slot. */
export class NotAdmitted extends EditError {
  override readonly name = 'NotAdmitted';
  override readonly retryable = true;
}

/** Reading from the service or from our own ledger failed for the moment; reading again is free. */
export class Unavailable extends EditError {
  override readonly name = 'Unavailable';
  override readonly retryable = true;
}

/** A result picture could not be fetched whole and intact this time. */
export class ResultUnavailable extends EditError {
  override readonly name = 'ResultUnavailable';
  override readonly retryable = true;
}

/** A person canceled the edit before it reached the service. */
export class Canceled extends EditError {
  override readonly name = 'Canceled';
  override readonly retryable = false;
}

/** What a log says of anything that was thrown: its name, which quotes nothing. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : String(error));

/** Every name of the family: what the workflow file may route on. */
export const WORKFLOW_ERROR_NAMES = [
  'InvalidEdit',
  'AccountProblem',
  'NotAccepted',
  'SubmissionUnknown',
  'NotAdmitted',
  'Unavailable',
  'ResultUnavailable',
  'Canceled',
] as const;
/** One of {@link WORKFLOW_ERROR_NAMES}. */
export type WorkflowErrorName = (typeof WORKFLOW_ERROR_NAMES)[number];
