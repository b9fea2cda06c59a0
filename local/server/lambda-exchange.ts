/** The API function behind this server as it is behind API Gateway: one conversion there, one back. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { MAX_REQUEST_BYTES } from '#core/service/limits.ts';
import { type Exchange, type Route, readBody, send } from './exchange.ts';

/** The API function. */
export type ApiHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Passes everything to the API function. */
export const apiRoute = (handler: ApiHandler, deps: { readonly newId: () => string; readonly now: () => number }): Route => {
  return async (exchange) => {
    const body = await readBody(exchange.request, MAX_REQUEST_BYTES);
    const answer = await handler(toEvent(exchange, body, deps.newId(), deps.now()));
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
    return send(
      exchange,
      answer.statusCode ?? 200,
      Object.fromEntries(headers),
      answer.isBase64Encoded ? Buffer.from(answer.body ?? '', 'base64') : (answer.body ?? ''),
    );
  };
};

/** A request as API Gateway's HTTP API hands it to a function (payload format 2.0). */
export const toEvent = (
  { request, method, url }: Pick<Exchange, 'request' | 'method' | 'url'>,
  body: Buffer,
  requestId: string,
  now: number,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: url.pathname,
  rawQueryString: url.search.slice(1),
  headers: Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  ),
  ...(url.search === '' ? {} : { queryStringParameters: queryOf(url.searchParams) }),
  requestContext: {
    accountId: '000000000000',
    apiId: 'local',
    domainName: request.headers.host ?? '127.0.0.1',
    domainPrefix: 'local',
    http: {
      method,
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: '$default',
    stage: '$default',
    time: new Date(now).toISOString(),
    timeEpoch: now,
  },
  ...(body.length === 0 ? {} : { body: body.toString('utf8') }),
  isBase64Encoded: false,
});

/** Repeated names are joined with commas, as API Gateway joins them. */
const queryOf = (parameters: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
