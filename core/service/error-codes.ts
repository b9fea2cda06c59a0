/**
 * What the errors of Model Studio mean for a person: what happened, who can change it, and what to do next. Decided on code and HTTP status
 * together, never on the service's wording. A code counts as documented also in another spelling (`model_not_found`), and inside a longer
 * one (`InternalError.Algo.InvalidParameter`) when the status agrees.
 *
 * Source: Model Studio, "Error messages", with the spellings of its OpenAI-compatible interface.
 */
import type { Problem } from '../errors.ts';
import { redactText } from '../text/redact.ts';
import { MEANINGS, type ServiceErrorMeaning } from './error-meanings.ts';

/** A documented error: the HTTP statuses that it comes with, and what it means. */
export interface ServiceError {
  readonly statuses: readonly number[];
  readonly meaning: ServiceErrorMeaning;
}

const at = (meaning: ServiceErrorMeaning, ...statuses: readonly number[]): ServiceError => ({ statuses, meaning });

/** Every documented code, by its own spelling. */
export const SERVICE_ERRORS: ReadonlyMap<string, ServiceError> = new Map([
  ['InvalidParameter', at(MEANINGS.REQUEST_REFUSED, 400)],
  ['InvalidParameter.DataInspection', at(MEANINGS.PICTURE_NOT_FETCHED, 400)],
  ['DataInspectionFailed', at(MEANINGS.CONTENT_REFUSED, 400)],
  ['IPInfringementSuspect', at(MEANINGS.CONTENT_REFUSED, 400)],
  ['InvalidURL', at(MEANINGS.PICTURE_UNREACHABLE, 400)],
  ['InvalidURL.ConnectionRefused', at(MEANINGS.PICTURE_NOT_FETCHED, 400)],
  ['InvalidURL.Timeout', at(MEANINGS.PICTURE_NOT_FETCHED, 400)],
  ['InvalidImage.FileFormat', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidImageFormat', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidImageResolution', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidImage.ImageSize', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.Size', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.Resolution', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.AspectRatio', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.Format', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.Openerror', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['InvalidFile.DownloadFailed', at(MEANINGS.PICTURE_UNREACHABLE, 400)],
  ['BadRequest.EmptyInput', at(MEANINGS.REQUEST_REFUSED, 400)],
  ['BadRequest.EmptyModel', at(MEANINGS.REQUEST_REFUSED, 400)],
  ['BadRequest.EmptyParameters', at(MEANINGS.REQUEST_REFUSED, 400)],
  ['BadRequest.IllegalInput', at(MEANINGS.REQUEST_REFUSED, 400)],
  ['BadRequest.TooLarge', at(MEANINGS.REQUEST_TOO_LARGE, 400)],
  ['BadRequest.InputDownloadFailed', at(MEANINGS.PICTURE_UNREACHABLE, 400)],
  ['BadRequest.UnsupportedFileFormat', at(MEANINGS.PICTURE_REFUSED, 400)],
  ['Arrearage', at(MEANINGS.BILLING, 400)],
  ['UnsupportedOperation', at(MEANINGS.OPERATION_REFUSED, 400)],
  ['InvalidApiKey', at(MEANINGS.KEY_REFUSED, 401)],
  ['NOT AUTHORIZED', at(MEANINGS.WORKSPACE_REFUSED, 401)],
  ['AccessDenied', at(MEANINGS.ACCESS_REFUSED, 403)],
  ['AccessDenied.Unpurchased', at(MEANINGS.MODEL_NOT_ACTIVATED, 403)],
  ['Model.AccessDenied', at(MEANINGS.MODEL_NOT_ACTIVATED, 403)],
  ['App.AccessDenied', at(MEANINGS.ACCESS_REFUSED, 403)],
  ['Workspace.AccessDenied', at(MEANINGS.WORKSPACE_REFUSED, 403)],
  ['Endpoint.AccessDenied', at(MEANINGS.ACCESS_REFUSED, 403)],
  ['AllocationQuota.FreeTierOnly', at(MEANINGS.FREE_TIER_USED_UP, 403)],
  ['ModelNotFound', at(MEANINGS.MODEL_NOT_ACTIVATED, 404)],
  ['ModelDeprecated', at(MEANINGS.MODEL_RETIRED, 410)],
  ['WorkSpaceNotFound', at(MEANINGS.WORKSPACE_REFUSED, 404)],
  ['NotFound', at(MEANINGS.ENDPOINT_UNKNOWN, 404)],
  ['Throttling', at(MEANINGS.THROTTLED, 429)],
  ['Throttling.RateQuota', at(MEANINGS.THROTTLED, 429)],
  ['Throttling.BurstRate', at(MEANINGS.THROTTLED, 429)],
  ['Throttling.Concurrency', at(MEANINGS.BUSY, 429)],
  ['Throttling.AllocationQuota', at(MEANINGS.QUOTA_EXCEEDED, 429, 400)],
  ['AllocationQuota.Exceeded', at(MEANINGS.QUOTA_EXCEEDED, 429, 400)],
  ['insufficient_quota', at(MEANINGS.QUOTA_EXCEEDED, 429, 400)],
  ['limit_requests', at(MEANINGS.THROTTLED, 429)],
  ['limit_burst_rate', at(MEANINGS.THROTTLED, 429)],
  ['CommodityNotPurchased', at(MEANINGS.BILLING, 429)],
  ['PrepaidBillOverdue', at(MEANINGS.BILLING, 429)],
  ['PostpaidBillOverdue', at(MEANINGS.BILLING, 429)],
  ['InternalError', at(MEANINGS.SERVICE_FAILED, 500)],
  ['InternalError.Algo', at(MEANINGS.SERVICE_FAILED, 500)],
  ['InternalError.FileUpload', at(MEANINGS.SERVICE_FAILED, 500)],
  ['InternalError.Upload', at(MEANINGS.SERVICE_FAILED, 500)],
  ['InternalError.Timeout', at(MEANINGS.SERVICE_TIMEOUT, 500)],
  ['SystemError', at(MEANINGS.SERVICE_FAILED, 500)],
  ['ModelServiceFailed', at(MEANINGS.SERVICE_FAILED, 500)],
  ['RewriteFailed', at(MEANINGS.REWRITE_FAILED, 500)],
  ['RequestTimeOut', at(MEANINGS.SERVICE_TIMEOUT, 500)],
  ['ModelServingError', at(MEANINGS.SERVICE_OVERLOADED, 500, 503)],
  ['ModelUnavailable', at(MEANINGS.SERVICE_OVERLOADED, 503)],
]);

/** Longest code, in characters, and most words of one that are looked at. */
const MOST = { characters: 200, words: 12 } as const;

const wordsOf = (code: string): readonly string[] =>
  code
    .slice(0, MOST.characters)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, MOST.words);

const spelled = (code: string): string => wordsOf(code).join('');

const BY_SPELLING: ReadonlyMap<string, ServiceError> = new Map(
  [...SERVICE_ERRORS].map(([code, error]) => [spelled(code), error]),
);

/** Says too little to be recognised at the end of another code: what was not found is in the words before. */
const ONLY_ALONE = spelled('NotFound');

/** 429, the other 4xx, and 5xx are different kinds; a status that says nothing (none, or 2xx) agrees with all. */
const kindOf = (status: number): number => (status === 429 ? 429 : Math.floor(status / 100));

const agrees = ({ statuses }: ServiceError, status: number | undefined): boolean =>
  status === undefined || kindOf(status) === 2 || statuses.some((one) => kindOf(one) === kindOf(status));

/** The documented error at the end of a code, else at its beginning, the longest first, whose status agrees. */
const within = (words: readonly string[], status: number | undefined): ServiceError | undefined => {
  const ends = words.slice(1).map((_word, place) => words.slice(place + 1).join(''));
  const beginnings = words.slice(1).map((_word, place) => words.slice(0, words.length - 1 - place).join(''));
  return [...ends.filter((end) => end !== ONLY_ALONE), ...beginnings]
    .map((part) => BY_SPELLING.get(part))
    .find((error) => error !== undefined && agrees(error, status));
};

/**
 * The documented error that a code is, or holds; undefined when nobody documents it. A 429 is one about limits whatever code it has, unless
 * the code is documented with it.
 */
export const documentedError = (code: string | undefined, status?: number): ServiceError | undefined => {
  if (code === undefined) return undefined;
  const exact = BY_SPELLING.get(spelled(code));
  if (exact !== undefined) return status === 429 && !agrees(exact, status) ? undefined : exact;
  return within(wordsOf(code), status);
};

/** Meaning of an HTTP status whose body carries no documented code; 0 for none. */
const byStatus = (status: number): ServiceErrorMeaning => {
  if (status >= 300 && status < 400) return MEANINGS.ENDPOINT_UNKNOWN;
  if (status >= 500) return status === 504 ? MEANINGS.SERVICE_TIMEOUT : MEANINGS.SERVICE_FAILED;
  return BY_STATUS.get(status) ?? (status >= 400 ? MEANINGS.GATEWAY : MEANINGS.UNDOCUMENTED);
};

const BY_STATUS: ReadonlyMap<number, ServiceErrorMeaning> = new Map([
  [400, MEANINGS.REQUEST_REFUSED],
  [401, MEANINGS.KEY_REFUSED],
  [402, MEANINGS.BILLING],
  [403, MEANINGS.ACCESS_REFUSED],
  [404, MEANINGS.ENDPOINT_UNKNOWN],
  [407, MEANINGS.PROXY],
  [408, MEANINGS.SERVICE_TIMEOUT],
  [410, MEANINGS.ENDPOINT_UNKNOWN],
  [413, MEANINGS.REQUEST_TOO_LARGE],
  [422, MEANINGS.REQUEST_REFUSED],
  [429, MEANINGS.THROTTLED],
]);

/** The meaning of a code, else of the HTTP status if there was one. */
export const serviceErrorMeaning = (code: string | undefined, status?: number): ServiceErrorMeaning =>
  documentedError(code, status)?.meaning ?? byStatus(status ?? 0);

/** What a person is told about an error of the service; `message` is the service's own and is quoted redacted. */
export const serviceProblem = (code: string | undefined, message: string, status?: number): Problem => {
  const { code: ours, what, hint } = serviceErrorMeaning(code, status);
  const name = [
    code === undefined || code === '' ? undefined : redactText(code),
    status === undefined ? undefined : `HTTP ${status}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  const quoted = redactText(message);
  return { code: ours, message: `${what}${name === '' ? '' : ` (${name})`}${quoted === '' ? '.' : `: ${quoted}`}`, hint };
};

/** What a person is told about a task, or one picture of it, that the service reports as failed. Failed pictures are not charged. */
export const taskProblem = (code: string, message: string): Problem => serviceProblem(code, message);
