/**
 * What the error codes of Model Studio mean for a person: what happened, who can change it, and what to do next. Decided on the
 * code alone (or, for a code nobody documented, on its parent and then on the HTTP status), never on the service's wording.
 *
 * Source: Model Studio, "Error messages".
 */
import type { Problem } from '../errors.ts';
import { redactText } from '../text/redact.ts';
import { MEANINGS, type ServiceErrorMeaning } from './error-meanings.ts';

/** Every documented code, by its own spelling. */
export const SERVICE_ERRORS: ReadonlyMap<string, ServiceErrorMeaning> = new Map([
  ['InvalidParameter', MEANINGS.REQUEST_REFUSED],
  ['InvalidParameter.DataInspection', MEANINGS.PICTURE_NOT_FETCHED],
  ['DataInspectionFailed', MEANINGS.CONTENT_REFUSED],
  ['IPInfringementSuspect', MEANINGS.CONTENT_REFUSED],
  ['InvalidURL', MEANINGS.PICTURE_UNREACHABLE],
  ['InvalidURL.ConnectionRefused', MEANINGS.PICTURE_NOT_FETCHED],
  ['InvalidURL.Timeout', MEANINGS.PICTURE_NOT_FETCHED],
  ['InvalidImage.FileFormat', MEANINGS.PICTURE_REFUSED],
  ['InvalidImageFormat', MEANINGS.PICTURE_REFUSED],
  ['InvalidImageResolution', MEANINGS.PICTURE_REFUSED],
  ['InvalidImage.ImageSize', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.Size', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.Resolution', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.AspectRatio', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.Format', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.Openerror', MEANINGS.PICTURE_REFUSED],
  ['InvalidFile.DownloadFailed', MEANINGS.PICTURE_UNREACHABLE],
  ['BadRequest.EmptyInput', MEANINGS.REQUEST_REFUSED],
  ['BadRequest.EmptyModel', MEANINGS.REQUEST_REFUSED],
  ['BadRequest.EmptyParameters', MEANINGS.REQUEST_REFUSED],
  ['BadRequest.IllegalInput', MEANINGS.REQUEST_REFUSED],
  ['BadRequest.TooLarge', MEANINGS.REQUEST_TOO_LARGE],
  ['BadRequest.InputDownloadFailed', MEANINGS.PICTURE_UNREACHABLE],
  ['BadRequest.UnsupportedFileFormat', MEANINGS.PICTURE_REFUSED],
  ['Arrearage', MEANINGS.BILLING],
  ['UnsupportedOperation', MEANINGS.OPERATION_REFUSED],
  ['InvalidApiKey', MEANINGS.KEY_REFUSED],
  ['NOT AUTHORIZED', MEANINGS.WORKSPACE_REFUSED],
  ['AccessDenied', MEANINGS.ACCESS_REFUSED],
  ['AccessDenied.Unpurchased', MEANINGS.MODEL_NOT_ACTIVATED],
  ['Model.AccessDenied', MEANINGS.MODEL_NOT_ACTIVATED],
  ['App.AccessDenied', MEANINGS.ACCESS_REFUSED],
  ['Workspace.AccessDenied', MEANINGS.WORKSPACE_REFUSED],
  ['Endpoint.AccessDenied', MEANINGS.ACCESS_REFUSED],
  ['AllocationQuota.FreeTierOnly', MEANINGS.FREE_TIER_USED_UP],
  ['ModelNotFound', MEANINGS.MODEL_NOT_ACTIVATED],
  ['WorkSpaceNotFound', MEANINGS.WORKSPACE_REFUSED],
  ['NotFound', MEANINGS.ENDPOINT_UNKNOWN],
  ['Throttling', MEANINGS.THROTTLED],
  ['Throttling.RateQuota', MEANINGS.THROTTLED],
  ['Throttling.BurstRate', MEANINGS.THROTTLED],
  ['Throttling.AllocationQuota', MEANINGS.QUOTA_EXCEEDED],
  ['CommodityNotPurchased', MEANINGS.BILLING],
  ['PrepaidBillOverdue', MEANINGS.BILLING],
  ['PostpaidBillOverdue', MEANINGS.BILLING],
  ['InternalError', MEANINGS.SERVICE_FAILED],
  ['InternalError.Algo', MEANINGS.SERVICE_FAILED],
  ['InternalError.FileUpload', MEANINGS.SERVICE_FAILED],
  ['InternalError.Upload', MEANINGS.SERVICE_FAILED],
  ['InternalError.Timeout', MEANINGS.SERVICE_TIMEOUT],
  ['SystemError', MEANINGS.SERVICE_FAILED],
  ['ModelServiceFailed', MEANINGS.SERVICE_FAILED],
  ['RewriteFailed', MEANINGS.REWRITE_FAILED],
  ['RequestTimeOut', MEANINGS.SERVICE_TIMEOUT],
  ['ModelServingError', MEANINGS.SERVICE_OVERLOADED],
  ['ModelUnavailable', MEANINGS.SERVICE_OVERLOADED],
]);

/** Meaning of an HTTP status whose body carries no documented code; 0 for none. */
const byStatus = (status: number): ServiceErrorMeaning => {
  if (status === 413) return MEANINGS.REQUEST_TOO_LARGE;
  if (status === 401) return MEANINGS.KEY_REFUSED;
  if (status === 403) return MEANINGS.ACCESS_REFUSED;
  if (status === 404 || (status >= 300 && status < 400)) return MEANINGS.ENDPOINT_UNKNOWN;
  if (status === 429) return MEANINGS.THROTTLED;
  if (status === 408 || status === 504) return MEANINGS.SERVICE_TIMEOUT;
  if (status === 402) return MEANINGS.BILLING;
  if (status >= 400 && status < 500) return MEANINGS.REQUEST_REFUSED;
  return status >= 500 ? MEANINGS.SERVICE_FAILED : MEANINGS.UNDOCUMENTED;
};

/** The meaning of a code, else of its parent (`InternalError` for `InternalError.New`), else of the HTTP status if there was one. */
export const serviceErrorMeaning = (code: string | undefined, status?: number): ServiceErrorMeaning => {
  const parent = code?.includes('.') ? code.slice(0, code.indexOf('.')) : undefined;
  // Stryker disable next-line StringLiteral: equivalent - no documented code is empty, or reads like that
  const known = SERVICE_ERRORS.get(code ?? '') ?? SERVICE_ERRORS.get(parent ?? '');
  return known ?? byStatus(status ?? 0);
};

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
