import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentedError, SERVICE_ERRORS, serviceErrorMeaning, serviceProblem, taskProblem } from '#core/service/error-codes.ts';
import { ERROR_CODES } from '#simulator/index.ts';

/** HTTP statuses, service code, our code, who can help. From "Error messages" of Model Studio, row by row. */
const ROWS: readonly (readonly [readonly number[], string, string, string])[] = [
  [[400], 'InvalidParameter', 'REQUEST_REFUSED', 'fix-input'],
  [[400], 'InvalidParameter.DataInspection', 'PICTURE_NOT_FETCHED', 'retry'],
  [[400], 'DataInspectionFailed', 'CONTENT_REFUSED', 'fix-input'],
  [[400], 'IPInfringementSuspect', 'CONTENT_REFUSED', 'fix-input'],
  [[400], 'InvalidURL', 'PICTURE_UNREACHABLE', 'fix-input'],
  [[400], 'InvalidURL.ConnectionRefused', 'PICTURE_NOT_FETCHED', 'retry'],
  [[400], 'InvalidURL.Timeout', 'PICTURE_NOT_FETCHED', 'retry'],
  [[400], 'InvalidImage.FileFormat', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidImageFormat', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidImageResolution', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidImage.ImageSize', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.Size', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.Resolution', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.AspectRatio', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.Format', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.Openerror', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'InvalidFile.DownloadFailed', 'PICTURE_UNREACHABLE', 'fix-input'],
  [[400], 'BadRequest.EmptyInput', 'REQUEST_REFUSED', 'fix-input'],
  [[400], 'BadRequest.EmptyModel', 'REQUEST_REFUSED', 'fix-input'],
  [[400], 'BadRequest.EmptyParameters', 'REQUEST_REFUSED', 'fix-input'],
  [[400], 'BadRequest.IllegalInput', 'REQUEST_REFUSED', 'fix-input'],
  [[400], 'BadRequest.TooLarge', 'REQUEST_TOO_LARGE', 'fix-input'],
  [[400], 'BadRequest.InputDownloadFailed', 'PICTURE_UNREACHABLE', 'fix-input'],
  [[400], 'BadRequest.UnsupportedFileFormat', 'PICTURE_REFUSED', 'fix-input'],
  [[400], 'Arrearage', 'BILLING_PROBLEM', 'fix-account'],
  [[400], 'UnsupportedOperation', 'OPERATION_REFUSED', 'fix-input'],
  [[401], 'InvalidApiKey', 'API_KEY_REFUSED', 'fix-account'],
  [[401], 'NOT AUTHORIZED', 'WORKSPACE_REFUSED', 'fix-account'],
  [[403], 'AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  [[403], 'AccessDenied.Unpurchased', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  [[403], 'Model.AccessDenied', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  [[403], 'App.AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  [[403], 'Workspace.AccessDenied', 'WORKSPACE_REFUSED', 'fix-account'],
  [[403], 'Endpoint.AccessDenied', 'ACCESS_REFUSED', 'fix-account'],
  [[403], 'AllocationQuota.FreeTierOnly', 'FREE_TIER_USED_UP', 'fix-account'],
  [[404], 'ModelNotFound', 'MODEL_NOT_ACTIVATED', 'fix-account'],
  [[404], 'WorkSpaceNotFound', 'WORKSPACE_REFUSED', 'fix-account'],
  [[404], 'NotFound', 'ENDPOINT_UNKNOWN', 'fix-account'],
  [[429], 'Throttling', 'THROTTLED', 'retry'],
  [[429], 'Throttling.RateQuota', 'THROTTLED', 'retry'],
  [[429], 'Throttling.BurstRate', 'THROTTLED', 'retry'],
  [[429, 400], 'Throttling.AllocationQuota', 'QUOTA_EXCEEDED', 'retry'],
  [[429], 'CommodityNotPurchased', 'BILLING_PROBLEM', 'fix-account'],
  [[429], 'PrepaidBillOverdue', 'BILLING_PROBLEM', 'fix-account'],
  [[429], 'PostpaidBillOverdue', 'BILLING_PROBLEM', 'fix-account'],
  [[500], 'InternalError', 'SERVICE_FAILED', 'retry'],
  [[500], 'InternalError.Algo', 'SERVICE_FAILED', 'retry'],
  [[500], 'InternalError.FileUpload', 'SERVICE_FAILED', 'retry'],
  [[500], 'InternalError.Upload', 'SERVICE_FAILED', 'retry'],
  [[500], 'InternalError.Timeout', 'SERVICE_TIMEOUT', 'retry'],
  [[500], 'SystemError', 'SERVICE_FAILED', 'retry'],
  [[500], 'ModelServiceFailed', 'SERVICE_FAILED', 'retry'],
  [[500], 'RewriteFailed', 'PROMPT_REWRITE_FAILED', 'retry'],
  [[500], 'RequestTimeOut', 'SERVICE_TIMEOUT', 'retry'],
  [[500, 503], 'ModelServingError', 'SERVICE_OVERLOADED', 'retry'],
  [[503], 'ModelUnavailable', 'SERVICE_OVERLOADED', 'retry'],
  [[410], 'ModelDeprecated', 'MODEL_RETIRED', 'fix-account'],
  [[429], 'Throttling.Concurrency', 'SERVICE_BUSY', 'retry'],
  [[429, 400], 'AllocationQuota.Exceeded', 'QUOTA_EXCEEDED', 'retry'],
  [[429, 400], 'insufficient_quota', 'QUOTA_EXCEEDED', 'retry'],
  [[429], 'limit_requests', 'THROTTLED', 'retry'],
  [[429], 'limit_burst_rate', 'THROTTLED', 'retry'],
];

describe('the meaning of an error code', () => {
  it.each(ROWS)('with HTTP %j, %s is %s: %s', (statuses, code, ours, remedy) => {
    for (const status of [...statuses, 200, undefined]) {
      expect(serviceErrorMeaning(code, status)).toMatchObject({ code: ours, remedy });
    }
    expect(documentedError(code)?.statuses).toEqual(statuses);
  });

  it('is known for every code here, and for every code that the simulator can answer with', () => {
    expect([...SERVICE_ERRORS.keys()].sort()).toEqual(ROWS.map(([, code]) => code).sort());
    for (const [code, { status }] of Object.entries(ERROR_CODES))
      expect([code, documentedError(code, status)]).toEqual([code, expect.anything()]);
  });

  it('is the same however the code is spelled: in another case, with other separators or none', () => {
    const spellings = (code: string) => [
      code.toLowerCase(),
      code.toUpperCase(),
      code.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase(),
      code.replaceAll('.', '_'),
      code.replaceAll('.', ':'),
      code.replace(/[^A-Za-z]/g, ''),
    ];
    for (const [[status], code, ours] of ROWS) {
      for (const other of spellings(code)) expect([other, serviceErrorMeaning(other, status).code]).toEqual([other, ours]);
    }
  });

  it.each([
    ['model_not_found', 404, 'MODEL_NOT_ACTIVATED'],
    ['data_inspection_failed', 400, 'CONTENT_REFUSED'],
    ['invalid_api_key', 401, 'API_KEY_REFUSED'],
    ['insufficient_quota', 429, 'QUOTA_EXCEEDED'],
    ['model_deprecated', 410, 'MODEL_RETIRED'],
    ['InternalError.Algo.InvalidParameter', 400, 'REQUEST_REFUSED'],
    ['InternalError.Algo.InvalidParameter', 500, 'SERVICE_FAILED'],
    ['InternalError.Algo.InvalidParameter', undefined, 'REQUEST_REFUSED'],
    ['InternalError.Algo.DataInspectionFailed', 400, 'CONTENT_REFUSED'],
    ['InternalError.Algo.Brandnew', 500, 'SERVICE_FAILED'],
    ['InvalidParameter.Brandnew', 400, 'REQUEST_REFUSED'],
    ['InvalidURL.Timeout.Brandnew', 400, 'PICTURE_NOT_FETCHED'],
    ['Throttling.Brandnew', 429, 'THROTTLED'],
    ['DataInspectionFailed.Brandnew', 400, 'CONTENT_REFUSED'],
    ['Image.NotFound', 400, 'REQUEST_REFUSED'],
    ['InvalidParameter', 429, 'THROTTLED'],
  ])('is that of the most specific code in it whose status agrees: %s with HTTP %s', (code, status, meaning) => {
    expect(serviceErrorMeaning(code, status).code).toBe(meaning);
  });

  it.each([
    ['New', 400, 'REQUEST_REFUSED'],
    ['New', 402, 'BILLING_PROBLEM'],
    ['New', 403, 'ACCESS_REFUSED'],
    ['New', 407, 'PROXY_REFUSED_CONNECTION'],
    ['New', 410, 'ENDPOINT_UNKNOWN'],
    ['New', 413, 'REQUEST_TOO_LARGE'],
    ['New', 422, 'REQUEST_REFUSED'],
    ['New', 429, 'THROTTLED'],
    ['New', 504, 'SERVICE_TIMEOUT'],
    ['New', 503, 'SERVICE_FAILED'],
    ['New', 408, 'SERVICE_TIMEOUT'],
    ['New', 499, 'ANSWER_UNEXPECTED'],
    ['New', 500, 'SERVICE_FAILED'],
    ['New', 399, 'ENDPOINT_UNKNOWN'],
    ['InvalidParameter.New', 500, 'SERVICE_FAILED'],
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
  ])('of a code nobody documented is that of the HTTP status: %s %s', (code, status, meaning) => {
    expect(serviceErrorMeaning(code, status).code).toBe(meaning);
  });

  it('never throws, and takes no time over a code without end', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }), (code, status) => {
        expect(serviceErrorMeaning(code, status).hint).not.toBe('');
      }),
    );
    expect(serviceErrorMeaning('InvalidParameter.'.repeat(100_000), 400).code).toBe('REQUEST_REFUSED');
  });

  it.each([
    ['Throttling.RateQuota', 'rate'],
    ['Throttling.BurstRate', 'rate'],
    ['limit_requests', 'rate'],
    [undefined, 'rate'],
    ['Throttling.Concurrency', 'capacity'],
    ['Throttling.AllocationQuota', 'capacity'],
    ['CommodityNotPurchased', undefined],
  ])('tells which limit a 429 was about: %s', (code, limit) => {
    expect(serviceErrorMeaning(code, 429).limit).toBe(limit);
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
