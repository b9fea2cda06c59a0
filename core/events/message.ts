/** What Darkroom says about an edit outside of the bus: one message, the same for webhooks and for the event stream. */
import { DETAIL_TYPES, type DetailType, type EditEvent, type EventDetail } from './events.ts';

/** Short names of the published moments, in the order in which an edit goes through them. */
export const EVENT_NAMES = [
  'queued',
  'submitted',
  'succeeded',
  'partial',
  'failed',
  'rejected',
  'canceled',
  'unresolved',
] as const;
/** One of {@link EVENT_NAMES}. */
export type EventName = (typeof EVENT_NAMES)[number];

/** Moments after which nothing more happens by itself. */
export const TERMINAL_EVENTS = [
  'succeeded',
  'partial',
  'failed',
  'rejected',
  'canceled',
  'unresolved',
] as const satisfies readonly EventName[];

const NAMES: Readonly<Record<DetailType, EventName>> = {
  [DETAIL_TYPES.QUEUED]: 'queued',
  [DETAIL_TYPES.RUNNING]: 'submitted',
  [DETAIL_TYPES.SUCCEEDED]: 'succeeded',
  [DETAIL_TYPES.PARTIAL]: 'partial',
  [DETAIL_TYPES.FAILED]: 'failed',
  [DETAIL_TYPES.REJECTED]: 'rejected',
  [DETAIL_TYPES.CANCELED]: 'canceled',
  [DETAIL_TYPES.UNRESOLVED]: 'unresolved',
};

/** Short name of a detail type. */
export const eventName = (detailType: DetailType): EventName => NAMES[detailType];

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
