/** An announcer that only writes down what it was told. */

import type { EditEvent } from '#core/events/events.ts';
import type { Announcer } from '#core/ports/announcer.ts';

/** An {@link Announcer} with a look inside. */
export interface RecordingAnnouncer extends Announcer {
  /** Every event, repeats included, in order. */
  readonly events: readonly EditEvent[];
}

/** An announcer that has heard nothing yet. */
export const createRecordingAnnouncer = (): RecordingAnnouncer => {
  const events: EditEvent[] = [];
  return {
    events,
    announce: async (event) => {
      events.push(event);
    },
  };
};
