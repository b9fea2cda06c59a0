/** Server-sent events of the API, read with fetch so that calls can be signed and aborted like any other. */
import { createParser } from 'eventsource-parser';
import type { EditMessage } from '#core/events/message.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { errorOfAnswer, noAnswer } from './api-error.ts';
import type { CallOptions, ClientOptions } from './call.ts';

/** One block of an event stream, its `data` lines joined. */
export interface StreamBlock {
  readonly id?: string;
  readonly event: string;
  readonly data: string;
}

/** Splits an event stream into blocks as the HTML standard says (section 9.2.6); chunks may break anywhere, also between CR and LF. */
export async function* readBlocks(chunks: AsyncIterable<string>): AsyncGenerator<StreamBlock, void, undefined> {
  const blocks: StreamBlock[] = [];
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) => blocks.push({ ...omitUndefined({ id }), event, data }),
  });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    yield* blocks.splice(0);
  }
}

/** One item of the stream: an event of an edit, or a gap: events were missed, so the list must be read again. */
export type StreamItem =
  | { readonly kind: 'event'; readonly id: string; readonly message: EditMessage }
  | { readonly kind: 'gap' };

/** Options of the stream. */
export interface EventsOptions extends CallOptions {
  /** The `id` of the last event seen: the stream begins with what came after it. */
  readonly lastEventId?: string;
}

/** Events of every edit as they happen, until the signal aborts or the server ends the stream. @throws ApiError */
export const createEvents = ({ baseUrl, fetch: send = globalThis.fetch.bind(globalThis), sign }: ClientOptions) =>
  async function* events({ signal, lastEventId }: EventsOptions = {}): AsyncGenerator<StreamItem, void, undefined> {
    const since: Readonly<Record<string, string>> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const headers = { accept: 'text/event-stream', ...since };
    const request = { method: 'GET', url: `${baseUrl.replace(/\/+$/, '')}/events`, headers };
    const signature = (await sign?.(request)) ?? {};
    const response = await send(request.url, {
      headers: { ...request.headers, ...signature },
      ...omitUndefined({ signal }),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw noAnswer(baseUrl, 'GET /events', cause);
    });
    if (!response.ok || response.body === null) throw errorOfAnswer(response.status, await bodyOf(response), 'GET /events');
    for await (const block of readBlocks(textOf(response.body))) {
      if (block.event === 'gap') yield { kind: 'gap' };
      else yield { kind: 'event', id: block.id ?? '', message: JSON.parse(block.data) as EditMessage };
    }
  };

const bodyOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

/** Not every browser can iterate a stream, so it is read by hand. */
async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      yield decoder.decode(next.value, { stream: true });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
