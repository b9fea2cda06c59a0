/** Events on an EventBridge bus. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Unavailable } from '#core/errors.ts';
import { EVENT_SOURCE } from '#core/events/events.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';
import { orUnavailable } from './aws-problem.ts';

/** The bus by name or ARN. */
export interface EventBridgeAnnouncerOptions {
  readonly busName: string;
  readonly client?: EventBridgeClient;
}

/**
 * Publishes on EventBridge. EventBridge gives every entry an id of its own, so the id that is the same for a repeated event
 * travels in `resources`, where rules and consumers can read it without knowing the detail's schema.
 */
export const createEventBridgePublisher = ({
  busName,
  client = new EventBridgeClient({}),
}: EventBridgeAnnouncerOptions): EventPublisher => ({
  publish: async (event) => {
    const entry = {
      EventBusName: busName,
      Source: EVENT_SOURCE,
      DetailType: event.detailType,
      Time: new Date(event.detail.time),
      Resources: [event.id],
      Detail: JSON.stringify(event.detail),
    };
    const answer = await orUnavailable('EVENTS_UNAVAILABLE', `publishing ${event.detailType}`, () =>
      client.send(new PutEventsCommand({ Entries: [entry] })),
    );
    const refused = answer.Entries?.find((one) => one.ErrorCode !== undefined);
    if ((answer.FailedEntryCount ?? 0) === 0) return;
    throw new Unavailable({
      code: 'EVENTS_REFUSED',
      message: `the event bus refused ${event.detailType} of edit ${event.detail.editId}: ${refused?.ErrorCode ?? 'no reason given'}`,
      hint: 'The step is repeated by the workflow; check that the bus still exists and what its policy allows.',
    });
  },
});
