/** An publisher that only writes down what it was told. */

import type { EditEvent } from '#core/events/events.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';

/** An {@link EventPublisher} with a look inside. */
export interface RecordingPublisher extends EventPublisher {
  /** Every event, repeats included, in order. */
  readonly events: readonly EditEvent[];
}

/** An publisher that has heard nothing yet. */
export const createRecordingPublisher = (): RecordingPublisher => {
  const events: EditEvent[] = [];
  return {
    events,
    publish: async (event) => {
      events.push(event);
    },
  };
};
