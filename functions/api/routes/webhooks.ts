/** Routes of webhooks: endpoints, their deliveries, and trying them. */

import {
  addEndpoint,
  enableEndpoint,
  listDeliveries,
  listEndpoints,
  redeliver,
  removeEndpoint,
  replaceSecret,
  testEndpoint,
  type WebhookAdminDeps,
} from '#core/actions/manage-webhooks.ts';
import { InvalidEdit } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, HttpError } from '../http.ts';
import type { Routes } from './route.ts';

const DEFAULT_PAGE = 20;

/** Everything that a person does with webhooks. */
export const webhookRoutes = ({
  webhooks,
  clock,
  telemetry,
}: ApiDeps): Pick<
  Routes,
  | 'createWebhook'
  | 'listWebhooks'
  | 'deleteWebhook'
  | 'replaceWebhookSecret'
  | 'enableWebhook'
  | 'testWebhook'
  | 'listDeliveries'
  | 'redeliver'
> => {
  const deps: WebhookAdminDeps = { ...webhooks, clock, telemetry };
  return {
    createWebhook: async ({ body }) => answer(201, await refusing(addEndpoint(deps, body))),
    listWebhooks: async () => answer(200, { webhooks: await listEndpoints(deps) }),
    deleteWebhook: async ({ id }) => {
      await refusing(removeEndpoint(deps, id));
      return { ...answer(204, ''), body: '' };
    },
    replaceWebhookSecret: async ({ id }) => answer(200, await refusing(replaceSecret(deps, id))),
    enableWebhook: async ({ id }) => answer(200, await refusing(enableEndpoint(deps, id))),
    testWebhook: async ({ id }) => answer(200, await refusing(testEndpoint(deps, id))),
    listDeliveries: async ({ id, query: { limit, cursor, state } }) => {
      const query = {
        limit: limit === undefined ? DEFAULT_PAGE : Number(limit),
        ...omitUndefined({ cursor, state }),
      };
      return answer(200, await refusing(listDeliveries(deps, id, query)));
    },
    redeliver: async ({ id, params: { deliveryId = '' } }) => answer(200, await refusing(redeliver(deps, id, deliveryId))),
  };
};

const STATUS: Readonly<Record<string, number>> = {
  WEBHOOK_NOT_FOUND: 404,
  DELIVERY_NOT_FOUND: 404,
  DELIVERY_UNDER_WAY: 409,
  TOO_MANY_WEBHOOKS: 409,
  WEBHOOK_URL_REFUSED: 422,
};

/** What core refuses, as the answer that says so. @throws HttpError 404, 409, 422 */
const refusing = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof InvalidEdit) throw new HttpError(STATUS[error.code] ?? 400, error.problem);
    throw error;
  }
};
