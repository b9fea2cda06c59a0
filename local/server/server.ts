/**
 * The embedded HTTP server: this machine only, one port, routes asked in order. Node's own, not hono: the API's router answers most calls,
 * and what is left are files, an event stream and the guard against foreign origins.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccountProblem, EditError, Unavailable } from '#core/errors.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { type Exchange, type Route, sendProblem } from './exchange.ts';
import { foreignRequestProblem } from './guard.ts';

/** A server that listens. */
export interface LocalServer {
  readonly port: number;
  /** Ends every connection and gives the port back. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Listens on 127.0.0.1. Port 0 takes any free one. @throws Unavailable PORT_IN_USE, PORT_REFUSED */
export const listen = async (port: number, routes: readonly Route[], telemetry: Telemetry): Promise<LocalServer> => {
  const server = createServer((request, response) => {
    void answer(request, response, routes, telemetry);
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portProblem(port, cause)));
    server.listen(port, HOST, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  telemetry: Telemetry,
): Promise<void> => {
  const method = request.method ?? 'GET';
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('referrer-policy', 'no-referrer');
  try {
    const foreign = foreignRequestProblem(method, request.headers, request.socket.localPort ?? 0);
    if (foreign !== undefined) {
      sendProblem({ response, method }, 403, foreign);
      return;
    }
    await firstAnswer({ request, response, method, url: new URL(`http://local${request.url ?? '/'}`) }, routes);
  } catch (error) {
    fail({ request, response, method }, error, telemetry);
  }
};

const firstAnswer = async (exchange: Exchange, routes: readonly Route[]): Promise<void> => {
  for (const route of routes) {
    if ((await route(exchange)) === 'answered') return;
  }
  sendProblem(exchange, 404, {
    code: 'ROUTE_NOT_FOUND',
    message: `there is nothing at ${exchange.method} ${exchange.url.pathname}`,
    hint: 'GET /openapi.json lists what there is.',
  });
};

const fail = (
  { request, response, method }: Pick<Exchange, 'request' | 'response' | 'method'>,
  error: unknown,
  telemetry: Telemetry,
): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.setHeader('connection', 'close');
  if (error instanceof EditError) {
    sendProblem({ response, method }, statusOf(error), error.problem);
  } else {
    telemetry.log('error', 'request failed', { path: request.url, error: error instanceof Error ? error.stack : String(error) });
    sendProblem({ response, method }, 500, {
      code: 'UNEXPECTED',
      message: 'the server failed at this request',
      hint: 'Look at logs/darkroom.jsonl in the home folder, then try again.',
    });
  }
  request.resume();
};

const statusOf = (error: EditError): number => {
  if (error.code === 'BODY_TOO_LARGE') return 413;
  if (error instanceof Unavailable) return error.code === 'LENGTH_MISMATCH' ? 400 : 503;
  return error instanceof AccountProblem ? 403 : 400;
};

const portProblem = (port: number, cause: Error): Unavailable => {
  const inUse = 'code' in cause && cause.code === 'EADDRINUSE';
  return new Unavailable({
    code: inUse ? 'PORT_IN_USE' : 'PORT_REFUSED',
    message: inUse ? `port ${port} is in use by another program` : `port ${port} cannot be listened on: ${cause.message}`,
    hint: 'Stop what uses it, or choose another one, for example PORT=4401.',
    cause,
  });
};
