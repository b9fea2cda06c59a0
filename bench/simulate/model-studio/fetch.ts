/** The simulated service as a `fetch` without sockets, light enough for millions of calls: the real client is on one side, the real routes on the other. */
import type { Clock } from '#core/ports/clock.ts';
import { decoded } from '#simulator/http/decoded.ts';
import { type Answer, HTML_PAGE } from '#simulator/http/exchange.ts';
import { createHandle } from '#simulator/http/routes.ts';
import type { Uploads } from '#simulator/http/uploads.ts';
import type { TaskService } from '#simulator/index.ts';
import type { Random } from '../seeded.ts';

/** What goes wrong on the way to the service. Shares in [0, 1]. */
export interface WayFaults {
  /** No connection: proof that nothing was sent. */
  readonly refused: number;
  /** The request arrives late, by up to {@link LATEST_ARRIVAL_MS}. */
  readonly late: number;
}

/** What the fetch needs. */
export interface ModelStudioFetchDeps {
  readonly modelStudio: TaskService;
  readonly clock: Clock;
  readonly random: Random;
  readonly way: WayFaults;
  /** Time one way, in ms. */
  readonly latencyMs: (kind: ModelStudioCall) => number;
  /** Hears of every call at the instant it reaches the service. */
  readonly onArrival: (kind: ModelStudioCall) => void;
}

/** Kinds of calls of the service's API. */
export type ModelStudioCall = 'create' | 'query' | 'list' | 'cancel' | 'other';

/** Less than the deadline of a create, which is 30 s: what arrives later than that was never paid attention to by the sender. */
const LATEST_ARRIVAL_MS = 25_000;

/** The parts of a Response that the client's transport reads. */
interface LightResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: AsyncIterable<Uint8Array> | readonly Uint8Array[];
}

/** A `fetch` that reaches only the service. */
export const createModelStudioFetch = (deps: ModelStudioFetchDeps): typeof fetch => {
  const { clock, random, way, latencyMs, onArrival } = deps;
  const handle = createHandle(deps.modelStudio, NO_UPLOADS);

  const send = async (text: string, init: RequestInit, signal: AbortSignal | undefined): Promise<LightResponse> => {
    const kind = kindOf(text, init.method ?? 'GET');
    if (way.refused > 0 && random() < way.refused) throw refusedConnection();
    const late = way.late > 0 && random() < way.late ? LATEST_ARRIVAL_MS * random() : 0;
    const ms = latencyMs(kind);
    if (ms + late > 0) await clock.sleep(ms + late);
    onArrival(kind);
    const answer = decoded(
      await handle({
        method: init.method ?? 'GET',
        url: text.slice(text.indexOf('/', 'https://'.length)),
        headers: lowerCased(init.headers as Readonly<Record<string, string>>),
        body: typeof init.body === 'string' ? Buffer.from(init.body) : new Uint8Array(),
      }),
    );
    if (ms > 0) await clock.sleep(ms);
    return { ...(await disturb(clock, answer, signal)), headers: Object.entries(answer.headers) };
  };

  const light = (input: string, init: RequestInit = {}): Promise<LightResponse> => send(input, init, init.signal ?? undefined);
  return light as unknown as typeof fetch;
};

const kindOf = (url: string, method: string): ModelStudioCall => {
  if (url.includes('/services/')) return 'create';
  const path = url.slice(url.indexOf('/tasks'));
  if (!path.startsWith('/tasks')) return 'other';
  if (path.startsWith('/tasks?')) return 'list';
  return method === 'POST' ? 'cancel' : 'query';
};

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const failedFetch = (code: string, more: object = {}): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, ...more }) });
const refusedConnection = (): TypeError => failedFetch('ECONNREFUSED', { syscall: 'connect' });
const brokenConnection = (): TypeError => failedFetch('UND_ERR_SOCKET');

const disturb = async (
  clock: Clock,
  { status, body, wire }: Answer,
  signal: AbortSignal | undefined,
): Promise<Omit<LightResponse, 'headers'>> => {
  switch (wire?.kind) {
    case 'drop':
      throw brokenConnection();
    case 'html':
      return { status: 200, body: [Buffer.from(HTML_PAGE)] };
    case 'truncate':
      return { status, body: brokenOff(body) };
    case 'slow-loris':
      return { status, body: trickle(clock, body, signal) };
    case 'delay':
      await clock.sleep(wire.ms, signal);
      return { status, body: [body] };
    case undefined:
      return { status, body: [body] };
  }
};

/** Half of the bytes, then the connection breaks. */
export const brokenOff = async function* (body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body.subarray(0, Math.floor(body.byteLength / 2));
  throw brokenConnection();
};

/** One byte a second. */
export const trickle = async function* (
  clock: Clock,
  body: Uint8Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.byteLength; at += 1) {
    await clock.sleep(1000, signal);
    yield body.subarray(at, at + 1);
  }
};

const notHere = (): never => {
  throw new Error('the simulation uploads nothing to the service; its images travel as links or inside the request');
};

const NO_UPLOADS: Uploads = { policy: notHere, receive: async () => notHere(), read: async () => undefined };
