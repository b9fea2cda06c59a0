/** The service as every call needs it: where it is, a session with the key, and how long a call may take. */
import { CREATE_TIMEOUT_MS } from '#core/admission/submission-window.ts';
import { EditError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { parseBaseUrl } from '../base-url.ts';
import { createFetchTransport } from '../transport/fetch-transport.ts';
import { createHttpTransport } from '../transport/http-transport.ts';
import type { ServiceProxy } from '../transport/proxy.ts';
import type { Transport } from '../transport/transport.ts';
import { createSession, type Session } from './session.ts';

/** How long each call may take, in milliseconds; a listing with all its pages, an upload with its permission. */
export interface Deadlines {
  readonly create: number;
  readonly get: number;
  readonly list: number;
  readonly cancel: number;
  readonly upload: number;
}

/** Deadlines of the calls; that of a create belongs to the window of a submission. */
export const DEFAULT_DEADLINES: Deadlines = {
  create: CREATE_TIMEOUT_MS,
  get: 10_000,
  list: 15_000,
  cancel: 10_000,
  upload: 120_000,
};

/** What the client is made of. */
export interface ModelStudioDeps {
  readonly secrets: Secrets;
  /** Base URL ending in /api/v1, see base-url.ts. */
  readonly baseUrl: string;
  readonly workspaceId?: string;
  /** The proxy that calls go through, unless a fetch is given. */
  readonly proxy?: ServiceProxy | undefined;
  /** Speaks HTTP in place of Node's own client. */
  readonly fetch?: typeof globalThis.fetch;
  /** Paces the deadlines. */
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
  readonly deadlines?: Partial<Deadlines>;
  /** Makes upload keys unique; random UUIDs by default. */
  readonly newId?: () => string;
}

/** The service, ready for calls. */
export interface Service {
  readonly secrets: Secrets;
  readonly session: Session;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly deadlines: Deadlines;
  /** Leaves one line in the log for a call that failed: codes only. */
  observed<T>(call: string, work: () => Promise<T>): Promise<T>;
}

/** Opens no connection yet. @throws AccountProblem when the base URL cannot be used */
export const openService = (deps: ModelStudioDeps): Service => {
  const { clock, telemetry, secrets, workspaceId } = deps;
  const transport = deps.fetch === undefined ? createHttpTransport(clock, deps.proxy) : createFetchTransport(deps.fetch);
  return {
    secrets,
    session: createSession({ transport, secrets, clock, workspaceId }),
    transport,
    clock,
    baseUrl: parseBaseUrl(deps.baseUrl),
    deadlines: { ...DEFAULT_DEADLINES, ...deps.deadlines },
    observed: async (call, work) => {
      const startedAt = clock.now();
      try {
        return await work();
      } catch (error) {
        const { name, code } = error instanceof EditError ? error : { name: 'unexpected', code: 'unexpected' };
        telemetry?.log('warn', 'model.call-failed', { call, error: name, code, milliseconds: clock.now() - startedAt });
        throw error;
      }
    },
  };
};
