/** Server-sent events: an event as lines of `text/event-stream`, and a bounded log from which a reader that was away catches up. */

import type { EditEvent } from './events.ts';
import { messageOf } from './message.ts';

/** The first lines of a stream: how long a reader waits before it connects again, in ms. */
export const streamOpening = (retryMs = 2000): string => `retry: ${retryMs}\n\n`;

/** A line that keeps a quiet connection open; readers ignore it. Send it about every 15 s. */
export const STREAM_HEARTBEAT = ': still here\n\n';

/** One event as a block of lines: `id`, `event` (`edit.succeeded`, ...), and the message of webhooks as `data`. */
export const streamBlock = (event: EditEvent): string => {
  const message = messageOf(event);
  return block({ id: event.id, event: message.type, data: JSON.stringify(message) });
};

/** Tells a reader that events it missed are no longer in the log: read the list of edits again. */
export const STREAM_GAP = 'event: gap\ndata: {}\n\n';

/** One block of a stream. */
export interface StreamBlock {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Line breaks would end a field early: in `data` they begin another line, elsewhere they cannot be written and are dropped. */
const block = ({ id, event, data }: StreamBlock): string =>
  [`id: ${oneLine(id)}`, `event: ${oneLine(event)}`, ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`), '\n'].join('\n');

const oneLine = (text: string): string => text.replace(/[\r\n\0]/g, '');

/** The newest events, oldest first, at most `capacity`. */
export interface EventLog {
  readonly capacity: number;
  readonly events: readonly EditEvent[];
}

/** A log without events. */
export const emptyEventLog = (capacity = 1000): EventLog => ({ capacity, events: [] });

/** The log with one more event; the same log when the event is already in it (it was published again). */
export const appendEvent = (log: EventLog, event: EditEvent): EventLog => {
  if (log.events.some((known) => known.id === event.id)) return log;
  return { ...log, events: [...log.events, event].slice(-log.capacity) };
};

/**
 * What a reader must be sent that last saw `lastEventId`: nothing when it comes for the first time. `gap` when the log no longer
 * knows that event, so that some may be missing before the ones answered.
 */
export const eventsAfter = (
  log: EventLog,
  lastEventId: string | undefined,
): { readonly events: readonly EditEvent[]; readonly gap: boolean } => {
  if (lastEventId === undefined || lastEventId === '') return { events: [], gap: false };
  const at = log.events.findIndex((event) => event.id === lastEventId);
  return at < 0 ? { events: log.events, gap: true } : { events: log.events.slice(at + 1), gap: false };
};

/** The text with which a stream begins for a reader that last saw `lastEventId`. */
export const streamStart = (log: EventLog, lastEventId: string | undefined): string => {
  const { events, gap } = eventsAfter(log, lastEventId);
  return [streamOpening(), ...(gap ? [STREAM_GAP] : []), ...events.map(streamBlock)].join('');
};

/** Where events go while they happen. */
export interface EventFeed {
  /** Takes an event; the same one again is not sent again. */
  publish(event: EditEvent): void;
  /** Sends a reader what it missed, then everything that comes, as text, until the answer is called. A `send` that throws ends its own subscription only. */
  subscribe(lastEventId: string | undefined, send: (text: string) => void): () => void;
  /** How many are subscribed. */
  readonly readers: number;
}

/** A feed that remembers the newest `capacity` events. */
export const createEventFeed = ({ capacity = 1000 }: { readonly capacity?: number } = {}): EventFeed => {
  let log = emptyEventLog(capacity);
  const readers = new Set<(text: string) => void>();
  const sendTo = (reader: (text: string) => void, text: string): void => {
    try {
      reader(text);
    } catch {
      readers.delete(reader);
    }
  };
  return {
    get readers() {
      return readers.size;
    },
    publish: (event) => {
      const next = appendEvent(log, event);
      if (next === log) return;
      log = next;
      const text = streamBlock(event);
      for (const reader of [...readers]) sendTo(reader, text);
    },
    subscribe: (lastEventId, send) => {
      const reader = (text: string): void => send(text);
      readers.add(reader);
      sendTo(reader, streamStart(log, lastEventId));
      return () => {
        readers.delete(reader);
      };
    },
  };
};
