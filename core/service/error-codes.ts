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

const documented = (meaning: ServiceErrorMeaning, statuses: readonly number[], ...codes: readonly string[]) =>
  codes.map((code) => [code, { statuses, meaning }] as const);

/** Every documented code, by its own spelling. */
export const SERVICE_ERRORS: ReadonlyMap<string, ServiceError> = new Map(
  [
    documented(
      MEANINGS.REQUEST_REFUSED,
      [400],
      'InvalidParameter',
      'BadRequest.EmptyInput',
      'BadRequest.EmptyModel',
      'BadRequest.EmptyParameters',
      'BadRequest.IllegalInput',
    ),
    documented(
      MEANINGS.PICTURE_NOT_FETCHED,
      [400],
      'InvalidParameter.DataInspection',
      'InvalidURL.ConnectionRefused',
      'InvalidURL.Timeout',
    ),
    documented(MEANINGS.CONTENT_REFUSED, [400], 'DataInspectionFailed', 'IPInfringementSuspect'),
    documented(MEANINGS.PICTURE_UNREACHABLE, [400], 'InvalidURL', 'InvalidFile.DownloadFailed', 'BadRequest.InputDownloadFailed'),
    documented(
      MEANINGS.PICTURE_REFUSED,
      [400],
      'InvalidImage.FileFormat',
      'InvalidImageFormat',
      'InvalidImageResolution',
      'InvalidImage.ImageSize',
      'InvalidFile.Size',
      'InvalidFile.Resolution',
      'InvalidFile.AspectRatio',
      'InvalidFile.Format',
      'InvalidFile.Openerror',
      'BadRequest.UnsupportedFileFormat',
    ),
    documented(MEANINGS.REQUEST_TOO_LARGE, [400], 'BadRequest.TooLarge'),
    documented(MEANINGS.BILLING, [400], 'Arrearage'),
    documented(MEANINGS.OPERATION_REFUSED, [400], 'UnsupportedOperation'),
    documented(MEANINGS.KEY_REFUSED, [401], 'InvalidApiKey'),
    documented(MEANINGS.WORKSPACE_REFUSED, [401], 'NOT AUTHORIZED'),
    documented(MEANINGS.ACCESS_REFUSED, [403], 'AccessDenied', 'App.AccessDenied', 'Endpoint.AccessDenied'),
    documented(MEANINGS.MODEL_NOT_ACTIVATED, [403], 'AccessDenied.Unpurchased', 'Model.AccessDenied'),
    documented(MEANINGS.WORKSPACE_REFUSED, [403], 'Workspace.AccessDenied'),
    documented(MEANINGS.FREE_TIER_USED_UP, [403], 'AllocationQuota.FreeTierOnly'),
    documented(MEANINGS.MODEL_NOT_ACTIVATED, [404], 'ModelNotFound'),
    documented(MEANINGS.MODEL_RETIRED, [410], 'ModelDeprecated'),
    documented(MEANINGS.WORKSPACE_REFUSED, [404], 'WorkSpaceNotFound'),
    documented(MEANINGS.ENDPOINT_UNKNOWN, [404], 'NotFound'),
    documented(
      MEANINGS.THROTTLED,
      [429],
      'Throttling',
      'Throttling.RateQuota',
      'Throttling.BurstRate',
      'limit_requests',
      'limit_burst_rate',
    ),
    documented(MEANINGS.BUSY, [429], 'Throttling.Concurrency'),
    documented(
      MEANINGS.QUOTA_EXCEEDED,
      [429, 400],
      'Throttling.AllocationQuota',
      'AllocationQuota.Exceeded',
      'insufficient_quota',
    ),
    documented(MEANINGS.BILLING, [429], 'CommodityNotPurchased', 'PrepaidBillOverdue', 'PostpaidBillOverdue'),
    documented(
      MEANINGS.SERVICE_FAILED,
      [500],
      'InternalError',
      'InternalError.Algo',
      'InternalError.FileUpload',
      'InternalError.Upload',
      'SystemError',
      'ModelServiceFailed',
    ),
    documented(MEANINGS.SERVICE_TIMEOUT, [500], 'InternalError.Timeout', 'RequestTimeOut'),
    documented(MEANINGS.REWRITE_FAILED, [500], 'RewriteFailed'),
    documented(MEANINGS.SERVICE_OVERLOADED, [500, 503], 'ModelServingError'),
    documented(MEANINGS.SERVICE_OVERLOADED, [503], 'ModelUnavailable'),
  ].flat(),
);

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
