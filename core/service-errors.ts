/**
 * What the error codes of Model Studio mean for a person: what happened, who can change it, and what to do next. Decided on the
 * code alone (or, for a code nobody documented, on its parent and then on the HTTP status), never on the service's wording.
 *
 * Source: Model Studio, "Error messages".
 */
import type { Problem } from './errors.ts';
import { redactText } from './redact-text.ts';

/** Who can make the next attempt succeed: time, whoever wrote the request, or whoever owns the account. */
export type Remedy = 'retry' | 'fix-input' | 'fix-account';

/** What one code means. `code` is ours and stable; the service's own code goes into the message. */
export interface ServiceErrorMeaning {
  readonly code: string;
  readonly remedy: Remedy;
  /** What happened, as the beginning of a sentence. */
  readonly what: string;
  readonly hint: string;
  /** As an answer to a create, it does not prove that no task exists: the service gave up waiting for itself. */
  readonly mayHaveCreated?: true;
}

const meaning = (code: string, remedy: Remedy, what: string, hint: string): ServiceErrorMeaning => ({ code, remedy, what, hint });

const REQUEST_REFUSED = meaning(
  'REQUEST_REFUSED',
  'fix-input',
  'Model Studio refused the request',
  'Correct the prompt, the pictures or the parameter that the message names, then send the edit again.',
);
const REQUEST_TOO_LARGE = meaning(
  'REQUEST_TOO_LARGE',
  'fix-input',
  'The request is too large for Model Studio',
  'Scale the pictures down, or let them travel by URL instead of inside the request.',
);
const CONTENT_REFUSED = meaning(
  'CONTENT_REFUSED',
  'fix-input',
  'The content check of Model Studio refused the prompt, a picture or the result',
  'Change the prompt or the pictures; the same content will be refused again. Refused results are not charged.',
);
const PICTURE_UNREACHABLE = meaning(
  'PICTURE_UNREACHABLE',
  'fix-input',
  'Model Studio could not use the URL of an input picture',
  'Give a public URL that answers fast, with Content-Length and an image Content-Type, or upload the picture itself.',
);
const PICTURE_NOT_FETCHED = meaning(
  'PICTURE_NOT_FETCHED',
  'retry',
  'Model Studio could not fetch an input picture in time',
  'Try again; if it stays, the URL is too slow or closed to the service: upload the picture itself.',
);
const PICTURE_REFUSED = meaning(
  'PICTURE_REFUSED',
  'fix-input',
  'Model Studio cannot read or accept an input picture',
  'Send JPEG, PNG, BMP or WEBP with sides of 384 to 5000 pixels and at most 10 MB.',
);
const KEY_REFUSED = meaning(
  'API_KEY_REFUSED',
  'fix-account',
  'Model Studio refused the API key',
  'Use a valid key of the same region as the base URL: keys of Singapore and Beijing are not interchangeable, Coding-Plan keys (sk-sp-) do not work.',
);
const WORKSPACE_REFUSED = meaning(
  'WORKSPACE_REFUSED',
  'fix-account',
  'Model Studio refused the workspace',
  'Check the workspace id, that the key belongs to it, and that the base URL is the one of its region.',
);
const ACCESS_REFUSED = meaning(
  'ACCESS_REFUSED',
  'fix-account',
  'Model Studio refused access to this call',
  'Check in the console of Model Studio that this key may call wan2.5-i2i-preview, and that the base URL ends in /api/v1.',
);
const MODEL_NOT_ACTIVATED = meaning(
  'MODEL_NOT_ACTIVATED',
  'fix-account',
  'The model is not open to this account in this region',
  'Activate Model Studio for the account and use Singapore or Beijing: other regions do not offer wan2.5-i2i-preview.',
);
const FREE_TIER_USED_UP = meaning(
  'FREE_TIER_USED_UP',
  'fix-account',
  'The free quota of the model is used up',
  'Turn off "free tier only" for the model in the console of Model Studio, or pay for it.',
);
const BILLING = meaning(
  'BILLING_PROBLEM',
  'fix-account',
  'Model Studio refuses the account over billing',
  'Settle the bill or buy the service in the Alibaba Cloud console, then retry the edit.',
);
const ENDPOINT_UNKNOWN = meaning(
  'ENDPOINT_UNKNOWN',
  'fix-account',
  'The base URL does not lead to the Model Studio API',
  'Set DASHSCOPE_HTTP_BASE_URL to https://dashscope-intl.aliyuncs.com/api/v1 (Singapore) or https://dashscope.aliyuncs.com/api/v1 (Beijing).',
);
const THROTTLED = meaning(
  'THROTTLED',
  'retry',
  'Model Studio asks for fewer requests',
  'Nothing to do: limits recover within a minute and the call is made again.',
);
const QUOTA_EXCEEDED = meaning(
  'QUOTA_EXCEEDED',
  'retry',
  'The allocated quota of Model Studio is exceeded',
  'It recovers by itself when it is a rate; if it stays, the free quota or the allocated quota is used up: raise it in the console.',
);
const SERVICE_FAILED = meaning(
  'SERVICE_FAILED',
  'retry',
  'Model Studio failed inside',
  'Nothing is charged for it. Retry the edit; if it keeps failing, give the request id to Alibaba Cloud support.',
);
const SERVICE_OVERLOADED = meaning(
  'SERVICE_OVERLOADED',
  'retry',
  'Model Studio is overloaded',
  'Nothing is charged for it. Retry the edit in some minutes.',
);
const REWRITE_FAILED = meaning(
  'PROMPT_REWRITE_FAILED',
  'retry',
  'Model Studio could not rewrite the prompt',
  'Retry the edit, or turn prompt rewriting off (promptExtend false).',
);
const SERVICE_TIMEOUT: ServiceErrorMeaning = {
  ...meaning(
    'SERVICE_TIMEOUT',
    'retry',
    'Model Studio gave up waiting for a result',
    'Retry the edit; smaller pictures and a simpler prompt are faster. A task that failed is not charged.',
  ),
  mayHaveCreated: true,
};
const OPERATION_REFUSED = meaning(
  'OPERATION_REFUSED',
  'fix-input',
  'Model Studio does not allow this in the present state of the task',
  'Look the task up: only a task that is still PENDING can be canceled.',
);

/** Every documented code, by its own spelling. */
export const SERVICE_ERRORS: ReadonlyMap<string, ServiceErrorMeaning> = new Map([
  ['InvalidParameter', REQUEST_REFUSED],
  ['InvalidParameter.DataInspection', PICTURE_NOT_FETCHED],
  ['DataInspectionFailed', CONTENT_REFUSED],
  ['IPInfringementSuspect', CONTENT_REFUSED],
  ['InvalidURL', PICTURE_UNREACHABLE],
  ['InvalidURL.ConnectionRefused', PICTURE_NOT_FETCHED],
  ['InvalidURL.Timeout', PICTURE_NOT_FETCHED],
  ['InvalidImage.FileFormat', PICTURE_REFUSED],
  ['InvalidImageFormat', PICTURE_REFUSED],
  ['InvalidImageResolution', PICTURE_REFUSED],
  ['InvalidImage.ImageSize', PICTURE_REFUSED],
  ['InvalidFile.Size', PICTURE_REFUSED],
  ['InvalidFile.Resolution', PICTURE_REFUSED],
  ['InvalidFile.AspectRatio', PICTURE_REFUSED],
  ['InvalidFile.Format', PICTURE_REFUSED],
  ['InvalidFile.Openerror', PICTURE_REFUSED],
  ['InvalidFile.DownloadFailed', PICTURE_UNREACHABLE],
  ['BadRequest.EmptyInput', REQUEST_REFUSED],
  ['BadRequest.EmptyModel', REQUEST_REFUSED],
  ['BadRequest.EmptyParameters', REQUEST_REFUSED],
  ['BadRequest.IllegalInput', REQUEST_REFUSED],
  ['BadRequest.TooLarge', REQUEST_TOO_LARGE],
  ['BadRequest.InputDownloadFailed', PICTURE_UNREACHABLE],
  ['BadRequest.UnsupportedFileFormat', PICTURE_REFUSED],
  ['Arrearage', BILLING],
  ['UnsupportedOperation', OPERATION_REFUSED],
  ['InvalidApiKey', KEY_REFUSED],
  ['NOT AUTHORIZED', WORKSPACE_REFUSED],
  ['AccessDenied', ACCESS_REFUSED],
  ['AccessDenied.Unpurchased', MODEL_NOT_ACTIVATED],
  ['Model.AccessDenied', MODEL_NOT_ACTIVATED],
  ['App.AccessDenied', ACCESS_REFUSED],
  ['Workspace.AccessDenied', WORKSPACE_REFUSED],
  ['Endpoint.AccessDenied', ACCESS_REFUSED],
  ['AllocationQuota.FreeTierOnly', FREE_TIER_USED_UP],
  ['ModelNotFound', MODEL_NOT_ACTIVATED],
  ['WorkSpaceNotFound', WORKSPACE_REFUSED],
  ['NotFound', ENDPOINT_UNKNOWN],
  ['Throttling', THROTTLED],
  ['Throttling.RateQuota', THROTTLED],
  ['Throttling.BurstRate', THROTTLED],
  ['Throttling.AllocationQuota', QUOTA_EXCEEDED],
  ['CommodityNotPurchased', BILLING],
  ['PrepaidBillOverdue', BILLING],
  ['PostpaidBillOverdue', BILLING],
  ['InternalError', SERVICE_FAILED],
  ['InternalError.Algo', SERVICE_FAILED],
  ['InternalError.FileUpload', SERVICE_FAILED],
  ['InternalError.Upload', SERVICE_FAILED],
  ['InternalError.Timeout', SERVICE_TIMEOUT],
  ['SystemError', SERVICE_FAILED],
  ['ModelServiceFailed', SERVICE_FAILED],
  ['RewriteFailed', REWRITE_FAILED],
  ['RequestTimeOut', SERVICE_TIMEOUT],
  ['ModelServingError', SERVICE_OVERLOADED],
  ['ModelUnavailable', SERVICE_OVERLOADED],
]);

const UNDOCUMENTED: ServiceErrorMeaning = meaning(
  'SERVICE_REFUSED',
  'retry',
  'Model Studio reported an error that Darkroom does not know',
  'Retry the edit; if it fails again, change the prompt or the pictures. Look the code up in "Error messages" of Model Studio.',
);

/** Meaning of an HTTP status whose body carries no documented code. */
const byStatus = (status: number): ServiceErrorMeaning => {
  if (status === 413) return REQUEST_TOO_LARGE;
  if (status === 401) return KEY_REFUSED;
  if (status === 403) return ACCESS_REFUSED;
  if (status === 404 || (status >= 300 && status < 400)) return ENDPOINT_UNKNOWN;
  if (status === 429) return THROTTLED;
  if (status === 408 || status === 504) return SERVICE_TIMEOUT;
  if (status === 402) return BILLING;
  if (status >= 400 && status < 500) return REQUEST_REFUSED;
  return status >= 500 ? SERVICE_FAILED : UNDOCUMENTED;
};

/** The meaning of a code, else of its parent (`InternalError` for `InternalError.New`), else of the HTTP status if there was one. */
export const serviceErrorMeaning = (code: string | undefined, status?: number): ServiceErrorMeaning => {
  const parent = code?.includes('.') ? code.slice(0, code.indexOf('.')) : undefined;
  const known = SERVICE_ERRORS.get(code ?? '') ?? SERVICE_ERRORS.get(parent ?? '');
  return known ?? (status === undefined ? UNDOCUMENTED : byStatus(status));
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
