/**
 * The in-process bus: what an event bus is on AWS. Webhooks and server-sent events listen here on one
 * machine. Ours, not an EventEmitter: a listener's failure must neither stop the others nor go unseen.
 */

import type { EditEvent } from '#core/events/events.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';

/** Receives events; what it throws is its own problem (see `onListenerError`). */
export type Listener = (event: EditEvent) => void | Promise<void>;

/** An publisher that others listen to. */
export interface Bus extends EventPublisher {
  /** Calls `listener` for everything published from now on, in order; answers how to stop. */
  subscribe(listener: Listener): () => void;
}

/** A bus without listeners. Announcing never waits for a listener and never fails because of one. */
export const createBus = ({
  onListenerError = () => undefined,
}: {
  readonly onListenerError?: (error: unknown, event: EditEvent) => void;
} = {}): Bus => {
  const listeners = new Set<Listener>();

  const tell = async (listener: Listener, event: EditEvent): Promise<void> => {
    try {
      await listener(event);
    } catch (error) {
      onListenerError(error, event);
    }
  };

  return {
    publish: async (event) => {
      for (const listener of [...listeners]) void tell(listener, event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
