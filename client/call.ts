/** One HTTP call: address, signing, JSON, and errors that say what happened. */
import { omitUndefined } from '#core/omit-undefined.ts';
import { ApiError, errorOfAnswer, noAnswer } from './api-error.ts';

/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where the API is and how to reach it. */
export interface ClientOptions {
  /** Address of the API without a trailing slash, for example `http://127.0.0.1:4400`; empty in a browser: the page's own origin. */
  readonly baseUrl: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Answers the headers that authorize a request (for AWS: Signature Version 4); called for every call to the API. */
  readonly sign?: (request: UnsignedRequest) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

/** What every method takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What one call sends. */
export interface CallInput {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends one call and answers the body. Nothing is ever sent twice: creating an edit may cost money. */
export type Call = <T>(input: CallInput) => Promise<T>;

/** A {@link Call} bound to an API. Its promise rejects with {@link ApiError}, or with the signal's reason when that aborts. */
export const createCall = (options: ClientOptions): Call => {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  return async <T>(input: CallInput): Promise<T> => {
    const what = `${input.method} ${input.path}`;
    const request = unsigned(baseUrl, input);
    const signature = (await options.sign?.(request)) ?? {};
    const { signal } = input;
    const answer = await receive(
      () =>
        send(request.url, {
          method: request.method,
          headers: { ...request.headers, ...signature },
          ...omitUndefined({ body: request.body, signal }),
        }),
      { baseUrl, what, signal },
    );
    if (answer.status === 204) return undefined as T;
    if (!answer.ok || answer.body === undefined) throw errorOfAnswer(answer.status, answer.body, what);
    return answer.body as T;
  };
};

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** The parsed JSON; undefined when it was none. */
  readonly body: unknown;
}

const receive = async (
  send: () => Promise<Response>,
  { baseUrl, what, signal }: { readonly baseUrl: string; readonly what: string; readonly signal: AbortSignal | undefined },
): Promise<Answer> => {
  try {
    const response = await send();
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: parsed(text) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw cause instanceof ApiError ? cause : noAnswer(baseUrl, what, cause);
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const unsigned = (baseUrl: string, { method, path, query, body, headers }: CallInput): UnsignedRequest => ({
  method,
  url: `${baseUrl}${path}${queryOf(query ?? {})}`,
  headers: {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

const queryOf = (query: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};
