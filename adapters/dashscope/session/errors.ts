/**
 * Turns an answer that is no success, or no answer at all, into an error of our family. Reads may simply be made again. For a
 * create the question is whether the answer proves that no task exists; in doubt it does not.
 *
 * What counts as proof: nothing was sent; HTTP 429 and 413; a documented refusal with a request id and a 4xx (the service's own word, unlike
 * a gateway's page), or in a 200 without a task id. A 5xx proves nothing: tasks were billed behind such answers with code and request id.
 */
import {
  AccountProblem,
  type EditError,
  InvalidEdit,
  NotAccepted,
  type Problem,
  SubmissionUnknown,
  Unavailable,
} from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { documentedError, type ServiceError, serviceErrorMeaning, serviceProblem } from '#core/service/error-codes.ts';
import { MEANINGS } from '#core/service/error-meanings.ts';
import { retryAfterOf } from '../wire/header-times.ts';
import type { Answered, Outcome } from './session.ts';

type Failed = Extract<Outcome, { kind: 'failure' }>;

/** First error code in a chain of causes, such as `ECONNREFUSED`. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
};

/** What Node says of a proxy that does not open its tunnel. */
const TUNNEL_REFUSED = 'ERR_PROXY_TUNNEL';

const reasonOf = ({ cause }: Failed): string => {
  const code = codeOf(cause);
  if (code === TUNNEL_REFUSED && cause.cause instanceof Error) return cause.cause.message;
  return code === undefined ? cause.message : `${cause.message}, ${code}`;
};

const problemOf = ({ error, status, redact }: Answered): Problem => {
  const requestId = error.request_id === undefined ? '' : ` Request id ${redact(error.request_id)}.`;
  const problem = serviceProblem(error.code === undefined ? undefined : redact(error.code), redact(error.message ?? ''), status);
  return { ...problem, message: `${problem.message}${requestId}` };
};

/** The answer as a cause: its status and code, for logs. */
const causeOf = ({ error, status, redact }: Answered): Error =>
  Object.assign(new Error(`HTTP ${status}`), { status, ...(error.code === undefined ? {} : { code: redact(error.code) }) });

/** Why nothing came through: the way to the service, or the proxy on it, and what to do. */
const unreachable = ({ cause }: Failed): Omit<Problem, 'message'> =>
  codeOf(cause) === TUNNEL_REFUSED
    ? {
        code: 'PROXY_REFUSED_CONNECTION',
        hint: 'Check HTTPS_PROXY, its user and password, and that it lets https through to Model Studio; NO_PROXY names hosts that need no proxy.',
      }
    : {
        code: 'SERVICE_UNREACHABLE',
        hint: 'It is tried again by itself; if it stays, check the network and DASHSCOPE_HTTP_BASE_URL, and HTTPS_PROXY where a proxy is needed.',
      };

const unknownOutcome = (reason: string, cause: Error): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'SUBMISSION_UNKNOWN',
    message: `The request to create the task went out, and whether it was accepted is unknown: ${reason}.`,
    hint: 'The task is looked for in the task list of Model Studio before anything is sent again; nothing to do unless the edit stays UNRESOLVED.',
    cause,
  });

/** A documented refusal: a code that the service documents with a 4xx, and that does not mean that it stopped waiting for itself. */
const isRefusal = (error: ServiceError | undefined): boolean =>
  error !== undefined && !error.meaning.mayHaveCreated && error.statuses.some((status) => status < 500);

/** Whether the answer to a create, which has no task id, proves that no task was created. */
export const provesNoTask = ({ status, error }: Answered): boolean => {
  if (status === 429 || status === 413) return true;
  const refusal = isRefusal(documentedError(error.code, status));
  if (status >= 200 && status < 300) return refusal;
  return refusal && status >= 400 && status < 500 && error.request_id !== undefined;
};

const refusedCreate = (answer: Answered): EditError => {
  const cause = causeOf(answer);
  const { status, error, headers, now } = answer;
  const problem = problemOf(answer);
  if (!provesNoTask(answer)) {
    const silent = status >= 200 && status < 300 && error.code === undefined;
    const reason = `${problem.code}, ${problem.message.replace(/\.$/, '')}`;
    return unknownOutcome(silent ? `HTTP ${status} without a task id` : reason, cause);
  }
  const meaning = serviceErrorMeaning(error.code, status);
  const tooLarge = meaning.code === MEANINGS.REQUEST_TOO_LARGE.code;
  if (meaning.remedy === 'fix-account') return new AccountProblem({ ...problem, cause });
  if (meaning.remedy === 'fix-input' && !tooLarge) return new InvalidEdit({ ...problem, cause });
  const { limit } = meaning;
  return new NotAccepted({ ...problem, cause, ...omitUndefined({ limit, retryAfterMs: retryAfterOf(headers, now) }) });
};

/** Why a create did not answer with a task id. */
export const createFailure = (outcome: Outcome): EditError => {
  if (outcome.kind === 'answer') return refusedCreate(outcome);
  if (outcome.sent) return unknownOutcome(reasonOf(outcome), outcome.cause);
  return new NotAccepted({
    ...unreachable(outcome),
    message: `The task was not created, since nothing could be sent to Model Studio: ${reasonOf(outcome)}.`,
    cause: outcome.cause,
  });
};

/** The key could not be read, before anything of a create was sent: nothing is in doubt. */
export const keyUnreadable = (error: unknown): unknown =>
  error instanceof Unavailable ? new NotAccepted({ ...error.problem, cause: error }) : error;

/**
 * Whether an answer to a read is about the account, and not just a bad moment: a documented code or a 401 says so, and a 5xx never does.
 */
const isAboutAccount = ({ error, status }: Answered): boolean => {
  const known = documentedError(error.code, status) !== undefined || status === 401;
  return known && status < 500 && serviceErrorMeaning(error.code, status).remedy === 'fix-account';
};

/** Why a read (or a cancel, or an upload) gave nothing usable. `what` names it as in "The state of task 4c1... could not be read". */
export const readFailure = (what: string, outcome: Outcome): EditError => {
  if (outcome.kind === 'failure') {
    return new Unavailable({ ...unreachable(outcome), message: `${what}: ${reasonOf(outcome)}.`, cause: outcome.cause });
  }
  const cause = causeOf(outcome);
  if (outcome.status >= 200 && outcome.status < 300 && outcome.error.code === undefined) {
    return new Unavailable({
      code: 'ANSWER_UNREADABLE',
      message: `${what}: the answer (HTTP ${outcome.status}) is not what Model Studio documents.`,
      hint: 'It is tried again by itself; if it stays, check that DASHSCOPE_HTTP_BASE_URL ends in /api/v1.',
      cause,
    });
  }
  const problem = problemOf(outcome);
  const told = { ...problem, message: `${what}. ${problem.message}`, cause };
  return isAboutAccount(outcome) ? new AccountProblem(told) : new Unavailable(told);
};
