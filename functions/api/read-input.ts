/** Reads query, body and Idempotency-Key of a call, within bounds and against their schemas. */
import * as z from 'zod/mini';
import { MAX_REQUEST_BYTES } from '#core/service/limits.ts';
import { readDocument } from '#core/text/read-document.ts';
import { pathText, schemaProblems } from '#core/text/schema-problems.ts';
import { type ApiEvent, HttpError, headerOf } from './http.ts';

/** The query, checked. @throws HttpError 400 */
export const readQuery = <S extends z.core.$ZodType>(schema: S, event: ApiEvent): z.core.output<S> => {
  const input = event.queryStringParameters ?? {};
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const problems = schemaProblems(schema, parsed.error.issues, input).map(({ path, text }) => `${pathText(path)} ${text}`);
  throw new HttpError(400, {
    code: 'QUERY_REFUSED',
    message: `the query: ${problems.join('; ')}`,
    hint: 'GET /openapi.json lists what each route takes.',
  });
};

/** The body, checked against its schema. `optional`: none stands for `{}`. @throws HttpError 400, 413, 415 */
export const readBody = <S extends z.core.$ZodType>(schema: S, event: ApiEvent, optional: boolean): z.core.output<S> => {
  const text = bodyText(event);
  if (text !== '' && !isJson(headerOf(event, 'content-type'))) {
    throw new HttpError(415, {
      code: 'BODY_NOT_JSON',
      message: `the body comes as ${headerOf(event, 'content-type') ?? 'nothing in particular'}, not as JSON`,
      hint: 'Send content-type: application/json. Pictures are uploaded with POST /uploads and named by key.',
    });
  }
  const read = readDocument(schema, text === '' && optional ? '{}' : text, {
    name: 'the body',
    code: 'BODY_REFUSED',
    hint: 'Correct the body and send it again; nothing was started.',
  });
  if ('problem' in read) throw new HttpError(400, read.problem);
  return read.value;
};

/** API Gateway itself stops at 10 MB, Lambda at 6 MB. */
const bodyText = ({ body = '', isBase64Encoded }: ApiEvent): string => {
  const bytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes > MAX_REQUEST_BYTES) {
    throw new HttpError(413, {
      code: 'BODY_TOO_LARGE',
      message: `the body has ${bytes} bytes; at most ${MAX_REQUEST_BYTES} are accepted`,
      hint: 'Upload pictures with POST /uploads and name them by key.',
    });
  }
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
};

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i.test(contentType.trim());

/** The Idempotency-Key, if any. @throws HttpError 400 */
export const readIdempotencyKey = (event: ApiEvent): string | undefined => {
  const key = headerOf(event, 'idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new HttpError(400, {
    code: 'IDEMPOTENCY_KEY_REFUSED',
    message: 'the Idempotency-Key is not 1 to 255 visible ASCII characters without blanks',
    hint: 'Use a UUID.',
  });
};
