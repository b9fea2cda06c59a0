/** What Darkroom says about an edit outside of the bus: one message, the same for webhooks and for the event stream. */
import { isTerminal } from '../edit/state.ts';
import { type DetailType, type EditEvent, type EventDetail, type EventName, MOMENTS, type PublishedState } from './events.ts';

/** Short names of the published moments, in the order in which an edit goes through them. */
export const EVENT_NAMES: readonly EventName[] = Object.values(MOMENTS).map(({ name }) => name);

/** Moments after which nothing more happens by itself. */
export const TERMINAL_EVENTS: readonly EventName[] = Object.entries(MOMENTS).flatMap(([state, { name }]) =>
  isTerminal(state as PublishedState) ? [name] : [],
);

const NAMES = new Map<DetailType, EventName>(Object.values(MOMENTS).map(({ detailType, name }) => [detailType, name]));

/** Short name of a detail type. @throws Error for one that is none of {@link MOMENTS} */
export const eventName = (detailType: DetailType): EventName => {
  const name = NAMES.get(detailType);
  if (name === undefined) throw new Error(`there is no event ${detailType}`);
  return name;
};

/** One message: what happened, when (ISO 8601), and the event's detail. */
export interface EditMessage {
  readonly type: `edit.${EventName}`;
  readonly timestamp: string;
  readonly data: EventDetail;
}

/** The message of an event. The same event always makes the same message. */
export const messageOf = ({ detailType, detail }: EditEvent): EditMessage => ({
  type: `edit.${eventName(detailType)}`,
  timestamp: detail.time,
  data: detail,
});
