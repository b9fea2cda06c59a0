/** Carries events out. */
import type { EditEvent } from '../events/events.ts';

/** Carries events out: the bus, webhooks, server-sent events. At least once, in no promised order. */
export interface EventPublisher {
  publish(event: EditEvent): Promise<void>;
}
