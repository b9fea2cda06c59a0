/** The typed client of Darkroom's HTTP API: for the console, the command line and anybody's own program, in a browser or in Node. */
import { type CallOptions, type ClientOptions, createCall } from './call.ts';
import { createEdits, type Edits } from './edits.ts';
import { createEvents, type EventsOptions, type StreamItem } from './events.ts';
import type { BudgetView, Controls, PresetView } from './types.ts';
import { createUploads, sendWithFetch, type Uploads } from './uploads.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** Everything the API can do. Every method takes a signal and rejects with ApiError. */
export interface Client {
  readonly edits: Edits;
  readonly uploads: Uploads;
  readonly presets: { list(options?: CallOptions): Promise<readonly PresetView[]> };
  readonly controls: {
    get(options?: CallOptions): Promise<Controls>;
    /** Replaces all of them. */
    set(controls: Controls, options?: CallOptions): Promise<Controls>;
  };
  readonly budget: { get(options?: CallOptions): Promise<BudgetView> };
  readonly webhooks: Webhooks;
  /** Whether the API and its ledger answer, and its time (ISO 8601). */
  health(options?: CallOptions): Promise<{ readonly status: 'ok'; readonly time: string }>;
  /** Server-sent events of every edit, until the signal aborts. */
  events(options?: EventsOptions): AsyncGenerator<StreamItem, void, undefined>;
}

/** A client for one API. Nothing is sent until a method is called, and nothing is sent twice. */
export const createClient = (options: ClientOptions): Client => {
  const call = createCall(options);
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  return {
    edits: createEdits(call),
    uploads: createUploads(call, sendWithFetch(options.fetch ?? globalThis.fetch.bind(globalThis)), baseUrl),
    presets: {
      list: async ({ signal } = {}) =>
        (await call<{ readonly presets: readonly PresetView[] }>({ method: 'GET', path: '/presets', signal })).presets,
    },
    controls: {
      get: ({ signal } = {}) => call({ method: 'GET', path: '/controls', signal }),
      set: (controls, { signal } = {}) => call({ method: 'PUT', path: '/controls', body: controls, signal }),
    },
    budget: { get: ({ signal } = {}) => call({ method: 'GET', path: '/budget', signal }) },
    webhooks: createWebhooks(call),
    health: ({ signal } = {}) => call({ method: 'GET', path: '/health', signal }),
    events: createEvents(options),
  };
};
