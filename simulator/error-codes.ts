/** The error codes that Model Studio documents, with status, message and where each may appear. */

/** Where the service may report a code: answering a create, answering a query, list or cancel, or as the outcome of a task or image. */
export type ErrorPhase = 'create' | 'query' | 'task';

/** What one code of the service means on the wire. */
export interface ErrorCode {
  readonly status: number;
  readonly message: string;
  readonly phases: readonly ErrorPhase[];
}

const code = (status: number, phases: string, message: string): ErrorCode => ({
  status,
  message,
  phases: [...phases].map((letter) => (letter === 'C' ? 'create' : letter === 'Q' ? 'query' : 'task')),
});

/**
 * Every error code the service documents for this model's calls, with its HTTP status, the phases it appears at
 * (C create, Q query/list/cancel, T task) and a message. Clients decide on codes; messages vary in the real service.
 *
 * Source: Model Studio, "Error messages".
 */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  InvalidParameter: code(400, 'CT', 'Required parameter missing or invalid, please check the request parameters.'),
  'InvalidParameter.DataInspection': code(400, 'CT', 'Unable to download the media resource during the data inspection process.'),
  DataInspectionFailed: code(400, 'CT', 'Input data may contain inappropriate content.'),
  IPInfringementSuspect: code(400, 'CT', 'Input data is suspected of being involved in IP infringement.'),
  InvalidURL: code(
    400,
    'CT',
    'The request URL is invalid, please check that the request URL is available and the image format is supported.',
  ),
  'InvalidURL.ConnectionRefused': code(400, 'CT', 'Connection to the image URL was refused, please provide an available URL.'),
  'InvalidURL.Timeout': code(400, 'CT', 'Download of the image URL timed out.'),
  'InvalidImage.FileFormat': code(400, 'T', 'Invalid image type. Please ensure the uploaded file is a valid image.'),
  InvalidImageFormat: code(400, 'T', 'The image format is illegal and cannot be opened.'),
  InvalidImageResolution: code(400, 'T', 'The resolution of the input image is out of range.'),
  'InvalidImage.ImageSize': code(400, 'T', 'The size of the input image is beyond the limit.'),
  'InvalidFile.Size': code(400, 'T', 'Invalid file size. The file size is out of range.'),
  'InvalidFile.Resolution': code(400, 'T', 'Invalid file resolution. The resolution is out of range.'),
  'InvalidFile.AspectRatio': code(400, 'T', 'Invalid file aspect ratio. The aspect ratio is out of range.'),
  'InvalidFile.Format': code(400, 'T', 'Invalid file type, the requested file type is not supported.'),
  'InvalidFile.Openerror': code(400, 'T', 'Invalid file, the file cannot be opened.'),
  'InvalidFile.DownloadFailed': code(400, 'T', 'The file could not be downloaded.'),
  'BadRequest.EmptyInput': code(400, 'C', 'Required input parameter missing from request.'),
  'BadRequest.EmptyModel': code(400, 'C', 'Required parameter "model" missing from request.'),
  'BadRequest.EmptyParameters': code(400, 'C', 'Required parameter "parameters" missing from request.'),
  'BadRequest.IllegalInput': code(400, 'C', 'The input parameter requires JSON format.'),
  'BadRequest.TooLarge': code(400, 'C', 'Payload too large.'),
  'BadRequest.InputDownloadFailed': code(400, 'CT', 'Failed to download the input file.'),
  'BadRequest.UnsupportedFileFormat': code(400, 'CT', 'The file format is not supported.'),
  Arrearage: code(400, 'C', 'Access denied, please make sure your account is in good standing.'),
  UnsupportedOperation: code(400, 'Q', 'Failed to cancel the task, please confirm if the task is in PENDING status.'),
  InvalidApiKey: code(401, 'CQ', 'Invalid API-key provided.'),
  'NOT AUTHORIZED': code(
    401,
    'CQ',
    'Access denied: either you are not authorized to access this workspace, or the workspace does not exist.',
  ),
  AccessDenied: code(403, 'C', 'Access denied.'),
  'AccessDenied.Unpurchased': code(403, 'C', 'Access to model denied. Please make sure you have activated Model Studio.'),
  'Model.AccessDenied': code(403, 'C', 'Model access denied.'),
  'App.AccessDenied': code(403, 'C', 'App access denied.'),
  'Workspace.AccessDenied': code(403, 'CQ', 'Workspace access denied.'),
  'Endpoint.AccessDenied': code(403, 'C', 'Endpoint access denied.'),
  'AllocationQuota.FreeTierOnly': code(403, 'C', 'The free tier of the model has been exhausted.'),
  ModelNotFound: code(404, 'C', 'Model can not be found.'),
  WorkSpaceNotFound: code(404, 'CQ', 'WorkSpace can not be found.'),
  NotFound: code(404, 'CQ', 'Not found!'),
  Throttling: code(429, 'CQ', 'Requests throttling triggered.'),
  'Throttling.RateQuota': code(429, 'CQ', 'Requests rate limit exceeded, please try again later.'),
  'Throttling.BurstRate': code(429, 'C', 'Request rate increased too quickly. Please slow down and try again later.'),
  'Throttling.AllocationQuota': code(429, 'C', 'Allocated quota exceeded, please increase your quota limit.'),
  CommodityNotPurchased: code(429, 'C', 'Commodity has not been purchased yet.'),
  PrepaidBillOverdue: code(429, 'C', 'The prepaid bill is overdue.'),
  PostpaidBillOverdue: code(429, 'C', 'The postpaid bill is overdue.'),
  InternalError: code(500, 'CQT', 'An internal error has occurred, please try again later.'),
  'InternalError.Algo': code(500, 'CQT', 'An internal error has occurred during execution, please try again later.'),
  'InternalError.FileUpload': code(500, 'CT', 'Failed to upload the result file.'),
  'InternalError.Upload': code(500, 'CT', 'Failed to upload the result.'),
  'InternalError.Timeout': code(500, 'T', 'An internal timeout error has occurred, the task produced no result in 3 hours.'),
  SystemError: code(500, 'CQT', 'A system error has occurred, please try again later.'),
  ModelServiceFailed: code(500, 'CT', 'Failed to request the model service.'),
  RewriteFailed: code(500, 'CT', 'Failed to rewrite content for the prompt.'),
  RequestTimeOut: code(500, 'CT', 'Request timed out, please try again later.'),
  ModelServingError: code(500, 'CQ', 'Too many requests. Your requests are being throttled due to system capacity limits.'),
  ModelUnavailable: code(503, 'CQ', 'Model is unavailable, please try again later.'),
};

/** The catalogue's spelling of a code written in any case, or undefined when no such code exists. */
export const findCode = (written: string): string | undefined =>
  Object.keys(ERROR_CODES).find((known) => known.toLowerCase() === written.toLowerCase());

/** A code with its HTTP status and message, as it will be reported. */
export interface ServiceError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The error as the service words it; codes outside the catalogue have status 400 by default. */
export const serviceError = (code: string, message?: string, status?: number): ServiceError => ({
  code,
  status: status ?? ERROR_CODES[code]?.status ?? 400,
  message: message ?? ERROR_CODES[code]?.message ?? code,
});
