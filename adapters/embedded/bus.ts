/** The in-process bus: what an event bus, webhooks and server-sent events listen to on one machine. */
import type { Announcer, EditEvent } from '#core/events.ts';

/** One announcement with its place in the stream, counted from 1 since the process started. */
export interface Announcement {
  readonly place: number;
  readonly event: EditEvent;
}

/** Receives announcements; what it throws is its own problem (see `onListenerError`). */
export type Listener = (announcement: Announcement) => void | Promise<void>;

/** An announcer that others listen to. */
export interface Bus extends Announcer {
  /** Calls `listener` for everything announced from now on, in order; answers how to stop. */
  subscribe(listener: Listener): () => void;
  /** What was announced after `place`, oldest first, as far as it is remembered. */
  since(place: number): readonly Announcement[];
}

/** A bus that remembers the last `remembered` announcements for listeners that come back. */
export const createBus = ({
  remembered = 1000,
  onListenerError = () => undefined,
}: {
  readonly remembered?: number;
  readonly onListenerError?: (error: unknown, event: EditEvent) => void;
} = {}): Bus => {
  const listeners = new Set<Listener>();
  const recent: Announcement[] = [];
  let place = 0;

  const tell = async (listener: Listener, announcement: Announcement): Promise<void> => {
    try {
      await listener(announcement);
    } catch (error) {
      onListenerError(error, announcement.event);
    }
  };

  return {
    announce: async (event) => {
      place += 1;
      const announcement = { place, event };
      recent.push(announcement);
      if (recent.length > remembered) recent.shift();
      for (const listener of [...listeners]) void tell(listener, announcement);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    since: (from) => recent.filter((announcement) => announcement.place > from),
  };
};
