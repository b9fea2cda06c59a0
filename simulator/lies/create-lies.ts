/** Lies about creating a task: refusals that are none, acceptances that do not look so, and what stands between. */
import { serviceError } from '../error-codes.ts';
import { type Lie, lieAbout, type Said } from './lie.ts';
import { count, errorCode, NOTHING, word } from './values.ts';

const WEB_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body><center><h1>Error</h1></center><hr></body></html>';

const page = (status: number, text: string = WEB_PAGE): Said => ({ status, body: {}, page: text });

const HTTP_STATUS = {
  written: '[=STATUS]',
  read: (text: string | undefined) => {
    const status = Number(text ?? 499);
    return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
  },
};

const STATUS_AND_CODE = {
  written: '=STATUS/CODE',
  read: (text: string | undefined) => {
    const [, status, code] = /^([2-5]\d\d)\/(\S{1,100})$/.exec(text ?? '') ?? [];
    return status === undefined || code === undefined ? undefined : { status: Number(status), code };
  },
};

const errorBody = (status: number, code: string, id: unknown): Said => ({
  status,
  body: { code, message: serviceError(code).message, request_id: id },
});

/** What can be said about a create. */
export const CREATE_LIES = {
  'create-error': lieAbout(
    'create',
    'The task is made, and the answer is HTTP 500 with this documented code and a request id (InternalError).',
    errorCode('InternalError'),
    (code) => (accepted) => errorBody(500, code, accepted.body.request_id),
  ),
  'create-page': lieAbout(
    'create',
    'The task is made, and a gateway answers with a web page of this status (499).',
    HTTP_STATUS,
    (status) => () => page(status),
  ),
  'create-code': lieAbout(
    'create',
    'The task is made, and the answer is HTTP 400 with a code that nobody documents (Gateway.ClientClosed).',
    word('CODE', 'Gateway.ClientClosed'),
    (code) => (accepted) => errorBody(400, code, accepted.body.request_id),
  ),
  'create-no-id': lieAbout(
    'create',
    'The task is made, and the answer is HTTP 200 without a task id.',
    NOTHING,
    () => (accepted) => ({ status: 200, body: { request_id: accepted.body.request_id } }),
  ),
  'cached-create': lieAbout(
    'refusal',
    "Once one create was taken, a cache answers with that one's task id; nothing reaches the service.",
    NOTHING,
    () =>
      ({ firstAccepted }) =>
        firstAccepted === undefined ? undefined : { status: 200, body: firstAccepted },
  ),
  'refuse-400': lieAbout(
    'refusal',
    'No task is made; HTTP 400 with this code (InternalError.Algo.InvalidParameter).',
    word('CODE', 'InternalError.Algo.InvalidParameter'),
    (code) => () => errorBody(400, code, 'refused-400'),
  ),
  'refuse-200': lieAbout(
    'refusal',
    'No task is made; HTTP 200 with this code and no task id (DataInspectionFailed).',
    errorCode('DataInspectionFailed'),
    (code) => () => errorBody(200, code, 'refused-200'),
  ),
  'refuse-as': lieAbout(
    'refusal',
    'No task is made; this status with this code, in the envelope of the service, such as 410/ModelDeprecated or 404/model_not_found.',
    STATUS_AND_CODE,
    ({ status, code }) =>
      () =>
        errorBody(status, code, 'refused-as'),
  ),
  'body-limit': lieAbout(
    'refusal',
    'A gateway answers 413 with a web page when the body of a create has more than BYTES (8000000).',
    count('BYTES', 8_000_000),
    (limit) =>
      ({ bodyBytes }) =>
        bodyBytes > limit ? page(413) : undefined,
  ),
} as const satisfies Readonly<Record<string, Lie<'create'> | Lie<'refusal'>>>;
