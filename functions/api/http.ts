/** Requests as routes see them, and answers as API Gateway sends them. */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { EditView } from '#core/api/edit-schema.ts';
import type { Problem } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';

/** The part of API Gateway's event (payload 2.0) that is read. */
export type ApiEvent = Pick<APIGatewayProxyEventV2, 'rawPath' | 'headers' | 'isBase64Encoded'> &
  Partial<Pick<APIGatewayProxyEventV2, 'body' | 'queryStringParameters'>> & {
    readonly requestContext: { readonly http: Pick<APIGatewayProxyEventV2['requestContext']['http'], 'method' | 'path'> };
  };

/** What every route answers. */
export interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** An answer with a JSON body. */
export const answer = (statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiAnswer => ({
  statusCode,
  headers: { ...HEADERS, ...headers },
  body: JSON.stringify(body),
});

/** A refusal that a route throws to end the call; `edit` when the refused edit was recorded. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  readonly edit: EditView | undefined;

  constructor(
    status: number,
    problem: Problem,
    extra: { readonly headers?: Readonly<Record<string, string>>; readonly edit?: EditView } = {},
  ) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
    this.headers = extra.headers ?? {};
    this.edit = extra.edit;
  }
}

/** The refusal as an answer. */
export const errorAnswer = ({ status, problem, headers, edit }: HttpError): ApiAnswer =>
  answer(status, { error: problem, ...omitUndefined({ edit }) }, headers);

/** A header by its lower-case name, whatever case it came in. */
export const headerOf = ({ headers }: Pick<ApiEvent, 'headers'>, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
