/** `GET /openapi.json` and `GET /health`. */
import { openApiDocument } from '#core/api/openapi.ts';
import type { ApiDeps } from '../deps.ts';
import { answer } from '../http.ts';
import type { Routes } from './route.ts';

/** Describes the API, and says whether it works: the ledger must answer. */
export const documentRoutes = ({ ledger, clock, config }: ApiDeps): Pick<Routes, 'getOpenApi' | 'getHealth'> => ({
  getOpenApi: async () => answer(200, openApiDocument(config)),
  getHealth: async () => {
    await ledger.controls();
    return answer(200, { status: 'ok', time: new Date(clock.now()).toISOString() });
  },
});
