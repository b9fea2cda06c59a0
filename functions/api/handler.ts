/** The HTTP API: one router for the function behind API Gateway and for the embedded server. */

import type { OperationId } from '#core/api/operations.ts';
import { EditError } from '#core/errors.ts';
import { redactText } from '#core/text/redact.ts';
import type { ApiDeps } from './deps.ts';
import { type ApiAnswer, type ApiEvent, answer, errorAnswer, HttpError } from './http.ts';
import { readBody, readIdempotencyKey, readQuery } from './read-input.ts';
import { routeOf } from './router.ts';
import { budgetRoutes } from './routes/budget.ts';
import { cancelRoute } from './routes/cancel-edit.ts';
import { controlsRoutes } from './routes/controls.ts';
import { createEditRoute } from './routes/create-edit.ts';
import { documentRoutes } from './routes/document.ts';
import { presetRoutes } from './routes/presets.ts';
import { readEditRoutes } from './routes/read-edits.ts';
import { retryRoute } from './routes/retry-edit.ts';
import type { Routes } from './routes/route.ts';
import { uploadRoute } from './routes/uploads.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export type { ApiConfig, ApiDeps } from './deps.ts';
export type { ApiAnswer, ApiEvent } from './http.ts';

/** Answers one call. Refusals and passing troubles become answers in the error shape; nothing is thrown. */
export const createHandler = (deps: ApiDeps): ((event: ApiEvent) => Promise<ApiAnswer>) => {
  const routes: Routes = {
    ...createEditRoute(deps),
    ...readEditRoutes(deps),
    ...cancelRoute(deps),
    ...retryRoute(deps),
    ...uploadRoute(deps),
    ...presetRoutes(deps),
    ...controlsRoutes(deps),
    ...budgetRoutes(deps),
    ...webhookRoutes(deps),
    ...documentRoutes(deps),
  };
  return async (event) => {
    const head = event.requestContext.http.method.toUpperCase() === 'HEAD';
    const answered = await call(deps, routes, event);
    return head ? { ...answered, body: '' } : answered;
  };
};

const call = async (deps: ApiDeps, routes: Routes, event: ApiEvent): Promise<ApiAnswer> => {
  try {
    const match = routeOf(event);
    if ('statusCode' in match) return match;
    const { operation, operationId, id, params } = match;
    const input = {
      id,
      params,
      query: readQuery(operation.query, event),
      body: operation.body === undefined ? undefined : readBody(operation.body, event, operation.bodyOptional === true),
      idempotencyKey: operation.idempotencyKey === true ? readIdempotencyKey(event) : undefined,
    };
    return await run(routes, operationId, input);
  } catch (error) {
    return failure(deps, event, error);
  }
};

/** The operation's own schemas have checked what its route gets: the one place where that is said to the types. */
const run = (routes: Routes, operationId: OperationId, input: unknown): Promise<ApiAnswer> =>
  (routes[operationId] as (input: unknown) => Promise<ApiAnswer>)(input);

const RETRY_AFTER = { 'retry-after': '2' };

const failure = ({ telemetry }: ApiDeps, event: ApiEvent, error: unknown): ApiAnswer => {
  if (error instanceof HttpError) return errorAnswer(error);
  const { method } = event.requestContext.http;
  if (error instanceof EditError && error.retryable) {
    telemetry.log('warn', 'call failed', { method, code: error.code });
    return answer(503, { error: error.problem }, RETRY_AFTER);
  }
  telemetry.log('error', 'call failed', {
    method,
    code: error instanceof EditError ? error.code : 'UNEXPECTED',
    error: error instanceof Error ? `${error.name}: ${redactText(error.message)}` : 'unknown',
  });
  if (error instanceof EditError) return answer(502, { error: error.problem });
  const problem = {
    code: 'UNEXPECTED',
    message: 'the call failed for a reason that nobody foresaw',
    hint: 'Look at the logs of the API, then try again; with an Idempotency-Key nothing is done twice.',
  };
  return answer(500, { error: problem });
};
