/** `GET` and `PUT /controls`. */
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import type { ApiDeps } from '../deps.ts';
import { answer } from '../http.ts';
import type { Routes } from './route.ts';

/** Reads and replaces the controls. Edits that wait are admitted at once when there is room for them now. */
export const controlsRoutes = (deps: ApiDeps): Pick<Routes, 'getControls' | 'setControls'> => ({
  getControls: async () => answer(200, await deps.ledger.controls()),
  setControls: async ({ body }) => {
    await deps.ledger.setControls(body);
    deps.telemetry.log('info', 'controls changed', { ...body });
    await admitWaiting({ ...deps, capacity: deps.config.capacity });
    return answer(200, body);
  },
});
