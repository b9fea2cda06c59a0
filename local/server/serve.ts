/** Everything that the embedded server answers, in the order in which it is asked. */
import type { UploadTickets } from '#adapters/embedded/store/upload-tickets.ts';
import type { EventFeed } from '#core/events/stream.ts';
import type { Store } from '#core/ports/store.ts';
import { type ApiDeps, createHandler as createApi } from '#functions/api/handler.ts';
import { projectVersion } from '../project-version.ts';
import type { EditingDeps } from '../steps.ts';
import { consoleRoute } from './console-route.ts';
import { eventRoute } from './event-route.ts';
import { type Route, sendJson } from './exchange.ts';
import { filePath, fileRoute, uploadRoute } from './file-routes.ts';
import { apiRoute } from './lambda-exchange.ts';
import { type LocalServer, listen } from './server.ts';

/** What the server is made of. */
export interface ServeDeps {
  readonly port: number;
  readonly deps: EditingDeps;
  readonly feed: EventFeed;
  readonly tickets: UploadTickets;
  readonly webhooks: ApiDeps['webhooks'];
  readonly newId: () => string;
  readonly home: string;
  readonly model: 'real' | 'simulated';
  readonly stays: boolean;
}

/** Listens with every route. @throws Unavailable PORT_IN_USE, PORT_REFUSED */
export const listenFor = async ({
  port,
  deps,
  feed,
  tickets,
  webhooks,
  newId,
  home,
  model,
  stays,
}: ServeDeps): Promise<LocalServer> => {
  const { store, clock } = deps;
  const api = createApi({
    ...deps,
    store: withLinks(store),
    newId,
    webhooks,
    config: { ...deps.config, capacity: deps.capacity, version: await projectVersion() },
  });
  const routes = [
    runtimeRoute({ home, model, pid: process.pid, stays }),
    uploadRoute(store, tickets),
    fileRoute(store),
    eventRoute(feed),
    consoleRoute(async () => (await import('#console/build.ts')).buildConsole()),
    apiRoute(api, { newId, now: clock.now }),
  ];
  return listen(port, routes, deps.telemetry);
};

/** The service cannot fetch from a folder, but whoever reads the API here can fetch from this server. */
const withLinks = (store: Store): Store => ({
  ...store,
  link: async ({ key, versionId }) => filePath(key, versionId),
});

/** What this server says of itself at `GET /runtime`: by this, commands find out that it works in their home. */
export interface RuntimeView {
  readonly home: string;
  readonly model: 'real' | 'simulated';
  readonly pid: number;
  /** Whether it runs until a person stops it, and not only for as long as a command takes. */
  readonly stays: boolean;
}

const runtimeRoute =
  (view: RuntimeView): Route =>
  (exchange) =>
    exchange.method === 'GET' && exchange.url.pathname === '/runtime' ? sendJson(exchange, 200, view) : 'pass';
