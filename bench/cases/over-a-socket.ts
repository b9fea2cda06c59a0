/** The real client over a real socket to the simulated service, while time stands still until every answer is there. */
import type { AddressInfo } from 'node:net';
import { createModelStudio } from '#adapters/dashscope/index.ts';
import type { Model } from '#core/ports/model.ts';
import { createHandle } from '#simulator/http/routes.ts';
import { createHttpServer } from '#simulator/http/server.ts';
import type { Uploads } from '#simulator/http/uploads.ts';
import { systemClock } from '#simulator/index.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import type { DeploymentParts } from '../simulate/deployment-options.ts';

const notHere = (): never => {
  throw new Error('pictures travel as links here');
};

const NO_UPLOADS: Uploads = { policy: notHere, receive: async () => notHere(), read: async () => undefined };

/** Parts of a deployment whose calls go over a socket, and what closes it. */
export const overASocket = (): { readonly parts: DeploymentParts; readonly close: () => void } => {
  let pending = 0;
  const closers: (() => void)[] = [];
  const clock = createVirtualClock({
    settle: async () => {
      do await new Promise((resolve) => setImmediate(resolve));
      while (pending > 0);
    },
  });

  const counted = (model: Model): Model =>
    new Proxy(model, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          pending += 1;
          try {
            return await (member as (...all: unknown[]) => unknown).apply(target, given);
          } finally {
            pending -= 1;
          }
        };
      },
    });

  return {
    close: () => {
      for (const close of closers) close();
    },
    parts: {
      clock,
      model: (service, deps) => {
        const server = createHttpServer(createHandle(service, NO_UPLOADS), systemClock);
        closers.push(() => {
          server.closeAllConnections();
          server.close();
        });
        let port: Promise<number> | undefined;
        const listening = (): Promise<number> => {
          port ??= new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
          return port;
        };
        const model = listening().then((at) => createModelStudio({ ...deps, baseUrl: `http://127.0.0.1:${at}/api/v1` }));
        return counted(
          new Proxy({} as Model, {
            get:
              (_, name) =>
              async (...given: unknown[]) =>
                (Reflect.get(await model, name) as (...all: unknown[]) => unknown)(...given),
          }),
        );
      },
    },
  };
};
