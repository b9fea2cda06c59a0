/** Edits: create, look at, wait for, list, cancel, retry. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Call, CallOptions } from './call.ts';
import type { EditList, EditRequest, EditState, EditView, RetryBody } from './types.ts';

/** How long one long poll asks the server to hold its answer, in seconds: the most that the API allows. */
export const LONG_POLL_SECONDS = 20;

/** Options of creating: without a key every call is a new, paid edit. */
export interface CreateOptions extends CallOptions {
  /** The same key with the same request answers the same edit, so that a call whose reply was lost can be sent again. */
  readonly idempotencyKey?: string;
}

/** What a list is narrowed to. */
export interface ListQuery {
  /** Edits a page. */
  readonly limit?: number;
  readonly cursor?: string;
  readonly state?: EditState;
  /** A part of the source key, prompt, preset or id. */
  readonly search?: string;
}

/** Options of waiting. */
export interface WaitOptions extends CallOptions {
  /** Called with every view that was received, the last one included. */
  readonly onView?: (edit: EditView) => void;
}

/** The edits of an API. Every method rejects with ApiError. */
export interface Edits {
  create(request: EditRequest, options?: CreateOptions): Promise<EditView>;
  /** `waitSeconds`: hold the answer until the edit's status has changed, at most this long. */
  get(editId: string, options?: CallOptions & { readonly waitSeconds?: number }): Promise<EditView>;
  /** Long-polls until nothing more happens to the edit by itself. */
  wait(editId: string, options?: WaitOptions): Promise<EditView>;
  /** One page, newest first. */
  list(query?: ListQuery, options?: CallOptions): Promise<EditList>;
  /** Every edit that the query matches, newest first, page by page as they are consumed. */
  all(query?: Omit<ListQuery, 'cursor'>, options?: CallOptions): AsyncGenerator<EditView, void, undefined>;
  cancel(editId: string, options?: CallOptions): Promise<EditView>;
  /** Starts a new edit from an old one, with what `changes` says changed. A new, paid edit. */
  retry(editId: string, changes?: RetryBody, options?: CreateOptions): Promise<EditView>;
}

const path = (editId: string, action = ''): string => `/edits/${encodeURIComponent(editId)}${action}`;

const keyHeader = ({ idempotencyKey }: CreateOptions): Readonly<Record<string, string>> =>
  idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };

/** The edits of an API, over its calls. */
export const createEdits = (call: Call): Edits => {
  const get: Edits['get'] = (editId, { signal, waitSeconds } = {}) =>
    call({ method: 'GET', path: path(editId), query: { wait: waitSeconds }, signal });

  const list: Edits['list'] = (query = {}, { signal } = {}) =>
    call({ method: 'GET', path: '/edits', query: { ...query }, signal });

  const wait: Edits['wait'] = async (editId, { signal, onView } = {}) => {
    let edit = await get(editId, omitUndefined({ signal }));
    onView?.(edit);
    while (!edit.ended) {
      edit = await get(editId, { waitSeconds: LONG_POLL_SECONDS, ...omitUndefined({ signal }) });
      onView?.(edit);
    }
    return edit;
  };

  async function* all(
    query: Omit<ListQuery, 'cursor'> = {},
    options: CallOptions = {},
  ): AsyncGenerator<EditView, void, undefined> {
    let page = await list(query, options);
    yield* page.edits;
    while (page.cursor !== undefined) {
      page = await list({ ...query, cursor: page.cursor }, options);
      yield* page.edits;
    }
  }

  return {
    create: (request, options = {}) =>
      call({ method: 'POST', path: '/edits', body: request, headers: keyHeader(options), signal: options.signal }),
    get,
    wait,
    list,
    all,
    cancel: (editId, { signal } = {}) => call({ method: 'POST', path: path(editId, '/cancel'), signal }),
    retry: (editId, changes = {}, options = {}) =>
      call({ method: 'POST', path: path(editId, '/retry'), body: changes, headers: keyHeader(options), signal: options.signal }),
  };
};
