/**
 * From a call to its route: paths, methods, and what is said when there is none. Ours, not hono: two dozen routes from one table, with
 * texts of their own for 404 and 405, in a bundle that starts cold.
 */

import type { Operation } from '#core/api/operation.ts';
import { OPERATIONS, type OperationId } from '#core/api/operations.ts';
import { type ApiAnswer, type ApiEvent, answer, HttpError } from './http.ts';

/** A matched route. `id` is the `{id}` of its path, empty when it has none. */
export interface Match {
  readonly operationId: OperationId;
  readonly operation: Operation;
  readonly id: string;
  /** Every parameter of its path by name. */
  readonly params: Readonly<Record<string, string>>;
}

const ROUTES: readonly (readonly [OperationId, Operation, RegExp])[] = Object.entries(OPERATIONS).map(([id, operation]) => [
  id as OperationId,
  operation,
  new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
]);

/** The route of a call, or the answer when the call needs none (OPTIONS). @throws HttpError 404, 405 */
export const routeOf = ({ rawPath, requestContext }: ApiEvent): Match | ApiAnswer => {
  const method = requestContext.http.method.toUpperCase();
  const here = ROUTES.flatMap(([operationId, operation, pattern]) => {
    const match = pattern.exec(rawPath);
    if (match === null) return [];
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]));
    return [{ operationId, operation, id: params.id ?? '', params }];
  });
  if (here.length === 0) throw notFound(rawPath);
  const allow = allowed(here.map(({ operation }) => operation.method));
  if (method === 'OPTIONS') return { ...answer(204, ''), headers: { allow }, body: '' };
  const wanted = method === 'HEAD' ? 'GET' : method;
  const match = here.find(({ operation }) => operation.method === wanted);
  if (match === undefined) throw notAllowed(method, rawPath, allow);
  return match;
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const allowed = (methods: readonly string[]): string =>
  [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort().join(', ');

const notFound = (path: string): HttpError =>
  new HttpError(404, {
    code: 'ROUTE_NOT_FOUND',
    message: `there is nothing at ${path}; there are ${[...new Set(Object.values(OPERATIONS).map((operation) => operation.path))].join(', ')}`,
    hint: 'GET /openapi.json describes every route.',
  });

const notAllowed = (method: string, path: string, allow: string): HttpError =>
  new HttpError(
    405,
    {
      code: 'METHOD_NOT_ALLOWED',
      message: `${method} cannot be used on ${path}; ${allow} can`,
      hint: 'GET /openapi.json describes every route.',
    },
    { headers: { allow } },
  );
