/** A fetch that answers from a script and remembers what it was asked. */

/** One call as it went out. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What one call meets: an answer, a failure of the network, or an answer made from what was sent. */
export type Step = Response | Error | ((sent: Sent) => Response | Promise<Response>);

/** Answers the steps one after the other; one call too many fails the test. */
export const scriptedFetch = (...steps: readonly Step[]) => {
  const sent: Sent[] = [];
  const rest = [...steps];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const { body } = init;
    const call: Sent = {
      method: init.method ?? 'GET',
      url: String(input),
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof body === 'string' ? JSON.parse(body) : body,
    };
    sent.push(call);
    const step = rest.shift();
    if (step === undefined) throw new Error(`unexpected call: ${call.method} ${call.url}`);
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step(call) : step;
  };
  return { fetch, sent };
};

/** A JSON answer. */
export const json = (body: unknown, status = 200): Response => Response.json(body, { status });
