/** Calls with the account's key and a time limit, none of whose secrets leak. */
import { EditError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { withDeadline } from '../transport/deadline.ts';
import { type Call, type Headers, type Transport, TransportFailure } from '../transport/transport.ts';
import { clockOffsetOf } from '../wire/header-times.ts';
import { parseJson } from '../wire/read-json.ts';
import { type ErrorBody, readErrorBody } from '../wire/wire.ts';
import { createRedact, type Redact, safeCause } from './redact.ts';

/** How a call ended. `redact` knows the secrets that were in it. */
export type Outcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      /** The service's clock minus ours, in ms, where the answer tells. */
      readonly clockOffsetMs: number | undefined;
      readonly json: unknown;
      readonly error: ErrorBody;
      readonly redact: Redact;
    }
  | { readonly kind: 'failure'; readonly sent: boolean; readonly cause: Error; readonly redact: Redact };

/** One call as its maker sees it: without key and deadline. `secrets` are texts in it that must not leak. */
export interface AuthorisedCall extends Omit<Call, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

/** Calls with the account's key. */
export interface Session {
  /** @throws EditError that the secret store threw */
  call(call: AuthorisedCall, limits: { readonly ms: number; readonly signal?: AbortSignal | undefined }): Promise<Outcome>;
}

/**
 * Puts the key on calls. A 401 is answered with a freshly fetched key, once and only if it differs: 401 proves that the call had no
 * effect, so this is safe for paid calls too.
 */
export const createSession = (deps: {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly workspaceId?: string | undefined;
}): Session => ({
  async call({ secrets: others = [], ...call }, limits) {
    const known = [...others];
    const redact: Redact = (text) => createRedact(known)(text);
    let sent = false;

    const attempt = async (key: string, signal: AbortSignal) => {
      known.push(key);
      const workspace = deps.workspaceId === undefined ? {} : { 'X-DashScope-WorkSpace': deps.workspaceId };
      const headers = { Authorization: `Bearer ${key}`, Accept: 'application/json', ...workspace, ...call.headers };
      const startedAt = deps.clock.now();
      const answer = await deps.transport({ ...call, headers }, signal, () => {
        sent = true;
      });
      return { ...answer, clockOffsetMs: clockOffsetOf(answer.headers, startedAt, deps.clock.now()) };
    };

    try {
      const { status, headers, text, clockOffsetMs } = await withDeadline(
        deps.clock,
        limits.ms,
        limits.signal,
        async (signal) => {
          const key = await deps.secrets.apiKey();
          const answer = await attempt(key, signal);
          if (answer.status !== 401) return answer;
          sent = false;
          const fresh = await deps.secrets.apiKey({ fresh: true });
          signal.throwIfAborted();
          return fresh === key ? answer : attempt(fresh, signal);
        },
      );
      const json = parseJson(text);
      return { kind: 'answer', status, headers, clockOffsetMs, json, error: readErrorBody(json), redact };
    } catch (thrown) {
      if (thrown instanceof EditError) throw thrown;
      const notSent = thrown instanceof TransportFailure ? thrown.notSent : !sent;
      return { kind: 'failure', sent: !notSent, cause: safeCause(thrown, redact), redact };
    }
  },
});
