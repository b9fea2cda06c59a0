import { describe, expect, it } from 'vitest';
import { SERVICE_ERRORS, serviceErrorMeaning, serviceProblem, taskProblem } from '#core/service/error-codes.ts';
import { ERROR_CODES } from '#simulator/index.ts';

/** Service code, our code, who can help. From "Error messages" of Model Studio, row by row. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['InvalidParameter', 'REQUEST_REFUSED', 'fix-input'],
  ['InvalidParameter.DataInspection', 'PICTURE_NOT_FETCHED', 'retry'],
  ['DataInspectionFailed', 'CONTENT_REFUSED', 'fix-input'],
  ['IPInfringementSuspect', 'CONTENT_REFUSED', 'fix-input'],
  ['InvalidURL', 'PICTURE_UNREACHABLE', 'fix-input'],
  ['InvalidURL.ConnectionRefused', 'PICTURE_NOT_FETCHED', 'retry'],
  ['InvalidURL.Timeout', 'PICTURE_NOT_FETCHED', 'retry'],
  ['InvalidImage.FileFormat', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidImageFormat', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidImageResolution', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidImage.ImageSize', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.Size', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.Resolution', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.AspectRatio', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.Format', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.Openerror', 'PICTURE_REFUSED', 'fix-input'],
  ['InvalidFile.DownloadFailed', 'PICTURE_UNREACHABLE', 'fix-input'],
  ['BadRequest.EmptyInput', 'REQUEST_REFUSED', 'fix-input'],
  ['BadRequest.EmptyModel', 'REQUEST_REFUSED', 'fix-input'],
  ['BadRequest.EmptyParameters', 'REQUEST_REFUSED', 'fix-input'],
  ['BadRequest.IllegalInput', 'REQUEST_REFUSED', 'fix-input'],
  ['BadRequest.TooLarge', 'REQUEST_TOO_LARGE', 'fix-input'],
  ['BadRequest.InputDownloadFailed', 'PICTURE_UNREACHABLE', 'fix-input'],
  ['BadRequest.UnsupportedFileFormat', 'PICTURE_REFUSED', 'fix-input'],
  ['Arrearage', 'BILLING_PROBLEM', 'fix-account'],
  ['UnsupportedOperation', 'OPERATION_REFUSED', 'fix-input'],
  ['InvalidApiKey', 'API_KEY_REFUSED', 'fix-account'],
  ['NOT AUTHORIZED', 'WORKSPACE_REFUSED', 'fix-account'],
  ['AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  ['AccessDenied.Unpurchased', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  ['Model.AccessDenied', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  ['App.AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  ['Workspace.AccessDenied', 'WORKSPACE_REFUSED', 'fix-account'],
  ['Endpoint.AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  ['AllocationQuota.FreeTierOnly', 'FREE_TIER_USED_UP', 'fix-account'],
  ['ModelNotFound', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  ['WorkSpaceNotFound', 'WORKSPACE_REFUSED', 'fix-account'],
  ['NotFound', 'ENDPOINT_UNKNOWN', 'fix-account'],
  ['Throttling', 'THROTTLED', 'retry'],
  ['Throttling.RateQuota', 'THROTTLED', 'retry'],
  ['Throttling.BurstRate', 'THROTTLED', 'retry'],
  ['Throttling.AllocationQuota', 'QUOTA_EXCEEDED', 'retry'],
  ['CommodityNotPurchased', 'BILLING_PROBLEM', 'fix-account'],
  ['PrepaidBillOverdue', 'BILLING_PROBLEM', 'fix-account'],
  ['PostpaidBillOverdue', 'BILLING_PROBLEM', 'fix-account'],
  ['InternalError', 'SERVICE_FAILED', 'retry'],
  ['InternalError.Algo', 'SERVICE_FAILED', 'retry'],
  ['InternalError.FileUpload', 'SERVICE_FAILED', 'retry'],
  ['InternalError.Upload', 'SERVICE_FAILED', 'retry'],
  ['InternalError.Timeout', 'SERVICE_TIMEOUT', 'retry'],
  ['SystemError', 'SERVICE_FAILED', 'retry'],
  ['ModelServiceFailed', 'SERVICE_FAILED', 'retry'],
  ['RewriteFailed', 'PROMPT_REWRITE_FAILED', 'retry'],
  ['RequestTimeOut', 'SERVICE_TIMEOUT', 'retry'],
  ['ModelServingError', 'SERVICE_OVERLOADED', 'retry'],
  ['ModelUnavailable', 'SERVICE_OVERLOADED', 'retry'],
];

describe('the meaning of an error code', () => {
  it.each(ROWS)('%s is %s: %s', (code, ours, remedy) => {
    expect(serviceErrorMeaning(code)).toMatchObject({ code: ours, remedy });
  });

  it('is known for every code here, and for every code that the simulator can answer with', () => {
    expect([...SERVICE_ERRORS.keys()].sort()).toEqual(ROWS.map(([code]) => code).sort());
    expect([...SERVICE_ERRORS.keys()]).toEqual(expect.arrayContaining(Object.keys(ERROR_CODES)));
  });

  it.each([
    ['InvalidParameter.New', 500, 'REQUEST_REFUSED'],
    ['New', 400, 'REQUEST_REFUSED'],
    ['New', 402, 'BILLING_PROBLEM'],
    ['New', 403, 'ACCESS_REFUSED'],
    ['New', 413, 'REQUEST_TOO_LARGE'],
    ['New', 429, 'THROTTLED'],
    ['New', 504, 'SERVICE_TIMEOUT'],
    ['New', 503, 'SERVICE_FAILED'],
    ['New', 408, 'SERVICE_TIMEOUT'],
    ['New', 499, 'REQUEST_REFUSED'],
    ['New', 500, 'SERVICE_FAILED'],
    ['New', 399, 'ENDPOINT_UNKNOWN'],
    [undefined, 300, 'ENDPOINT_UNKNOWN'],
    [undefined, 299, 'SERVICE_REFUSED'],
    [undefined, undefined, 'SERVICE_REFUSED'],
    ['', 503, 'SERVICE_FAILED'],
    ['InvalidParameters', 503, 'SERVICE_FAILED'],
    ['.Timeout', 503, 'SERVICE_FAILED'],
    [undefined, 401, 'API_KEY_REFUSED'],
    [undefined, 404, 'ENDPOINT_UNKNOWN'],
    [undefined, 301, 'ENDPOINT_UNKNOWN'],
    ['New', undefined, 'SERVICE_REFUSED'],
    ['New', 200, 'SERVICE_REFUSED'],
    ['constructor', undefined, 'SERVICE_REFUSED'],
  ])('of a code nobody documented is that of its parent, then that of the HTTP status: %s %s', (code, status, meaning) => {
    expect(serviceErrorMeaning(code, status).code).toBe(meaning);
  });
});

describe('what the service answers, code by code', () => {
  const codes = Object.entries(ERROR_CODES);
  const remedyOf = (code: string) => serviceErrorMeaning(code).remedy;

  it('is a matter of the account for 401, 403 and 404', () => {
    for (const [code, { status }] of codes) {
      if ([401, 403, 404].includes(status)) expect([code, remedyOf(code)]).toEqual([code, 'fix-account']);
    }
  });

  it('passes by itself for a 5xx; for a 429 too, unless a bill is open', () => {
    for (const [code, { status }] of codes) {
      const billing = serviceErrorMeaning(code).code === 'BILLING_PROBLEM';
      if (status >= 500 || status === 429) expect([code, remedyOf(code)]).toEqual([code, billing ? 'fix-account' : 'retry']);
      if (billing) expect([400, 429]).toContain(status);
    }
  });

  it('lies in the request for any other 4xx, unless a URL of it was too slow', () => {
    for (const [code, { status }] of codes) {
      const ours = serviceErrorMeaning(code).code;
      if (status === 400 && ours !== 'BILLING_PROBLEM') {
        expect([code, remedyOf(code)]).toEqual([code, ours === 'PICTURE_NOT_FETCHED' ? 'retry' : 'fix-input']);
      }
    }
  });

  it('proves that no task was created, unless the service gave up waiting for itself (5xx)', () => {
    const doubtful = codes.filter(([code]) => serviceErrorMeaning(code).mayHaveCreated === true);
    expect(doubtful.map(([code]) => code).sort()).toEqual(['InternalError.Timeout', 'RequestTimeOut']);
    expect(doubtful.every(([, { status }]) => status >= 500)).toBe(true);
    expect([408, 504].map((status) => serviceErrorMeaning(undefined, status).mayHaveCreated)).toEqual([true, true]);
  });
});

describe('a problem of the service', () => {
  it('names the code and quotes the service', () => {
    expect(taskProblem('DataInspectionFailed', 'Output data may contain inappropriate content.')).toEqual({
      code: 'CONTENT_REFUSED',
      message:
        'The content check of Model Studio refused the prompt, a picture or the result (DataInspectionFailed): Output data may contain inappropriate content.',
      hint: 'Change the prompt or the pictures; the same content will be refused again. Refused results are not charged.',
    });
    expect(serviceProblem('New', 'no', 400).message).toBe('Model Studio refused the request (New, HTTP 400): no');
    expect(serviceProblem('', 'no', 400).message).toBe('Model Studio refused the request (HTTP 400): no');
    expect(serviceProblem('New?Signature=abc', '', 400).message).not.toContain('abc');
    expect(serviceProblem(undefined, '', 502).message).toBe('Model Studio failed inside (HTTP 502).');
    expect(serviceProblem(undefined, '').message).toBe('Model Studio reported an error that Darkroom does not know.');
  });
});
