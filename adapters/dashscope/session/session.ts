/** Calls with the account's key and a time limit, none of whose secrets leak. */
import { EditError, Unavailable } from '#core/errors.ts';
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
      /** When it came, epoch ms by our clock. */
      readonly now: number;
      /** The service's clock minus ours, in ms, where the answer tells. */
      readonly clockOffsetMs: number | undefined;
      readonly json: unknown;
      readonly error: ErrorBody;
      readonly redact: Redact;
    }
  | { readonly kind: 'failure'; readonly sent: boolean; readonly cause: Error; readonly redact: Redact };

/** A call that was answered. */
export type Answered = Extract<Outcome, { readonly kind: 'answer' }>;

/** The JSON of an answer that is no error: a good status, and no code that says otherwise. */
export const jsonOf = (outcome: Outcome): unknown =>
  isGood(outcome) && outcome.error.code === undefined ? outcome.json : undefined;

/** Whether an answer came that is good by its status: 203 and others are what something on the way makes of a 200. */
export const isGood = (outcome: Outcome): outcome is Answered =>
  outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300;

/** One call as its maker sees it: without key and deadline. `secrets` are texts in it that must not leak. */
export interface AuthorisedCall extends Omit<Call, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  /** Whether a 401 leaves open that the call had an effect: then it is not made again with a fresh key. */
  readonly provesNothing?: (answer: Answered) => boolean;
}

/** Calls with the account's key. */
export interface Session {
  /** @throws EditError that the secret store threw */
  call(call: AuthorisedCall, limits: { readonly ms: number; readonly signal?: AbortSignal | undefined }): Promise<Outcome>;
}

/** The key. @throws EditError: one that the store threw, or Unavailable for what else went wrong there */
export const readKey = async (secrets: Secrets, options?: { readonly fresh: boolean }): Promise<string> => {
  try {
    return await secrets.apiKey(options);
  } catch (error) {
    if (error instanceof EditError) throw error;
    throw new Unavailable({
      code: 'API_KEY_UNREADABLE',
      message: 'The API key of Model Studio could not be read; nothing was sent.',
      hint: 'It is tried again by itself; if it stays, check where the key is kept and who may read it.',
      cause: safeCause(error, createRedact([])),
    });
  }
};

/** Puts the key on calls. A 401 is answered with a freshly fetched key, once and only if it differs. */
export const createSession = (deps: {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly workspaceId?: string | undefined;
}): Session => ({
  async call({ secrets: others = [], provesNothing = () => false, ...call }, limits) {
    const known = [...others];
    const redact: Redact = (text) => createRedact(known)(text);
    let sent = false;

    const attempt = async (key: string, signal: AbortSignal): Promise<Answered> => {
      known.push(key);
      const workspace = deps.workspaceId === undefined ? {} : { 'X-DashScope-WorkSpace': deps.workspaceId };
      const headers = {
        Authorization: `Bearer ${key}`,
        Accept: 'application/json',
        'Cache-Control': 'no-store',
        ...workspace,
        ...call.headers,
      };
      const startedAt = deps.clock.now();
      const answer = await deps.transport({ ...call, headers }, signal, () => {
        sent = true;
      });
      const now = deps.clock.now();
      const json = parseJson(answer.text);
      const clockOffsetMs = clockOffsetOf(answer.headers, startedAt, now);
      const { status } = answer;
      return { kind: 'answer', status, headers: answer.headers, now, clockOffsetMs, json, error: readErrorBody(json), redact };
    };

    try {
      return await withDeadline(deps.clock, limits.ms, limits.signal, async (signal) => {
        const key = await readKey(deps.secrets);
        const answer = await attempt(key, signal);
        if (answer.status !== 401 || provesNothing(answer)) return answer;
        sent = false;
        const fresh = await readKey(deps.secrets, { fresh: true });
        signal.throwIfAborted();
        return fresh === key ? answer : attempt(fresh, signal);
      });
    } catch (thrown) {
      if (thrown instanceof EditError) throw thrown;
      const notSent = thrown instanceof TransportFailure ? thrown.notSent : !sent;
      return { kind: 'failure', sent: !notSent, cause: safeCause(thrown, redact), redact };
    }
  },
});
