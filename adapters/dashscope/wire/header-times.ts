/** Instants in the headers of an answer (RFC 9110, 5.6.7, 6.6.1 and 10.2.3). */
import type { Headers } from '../transport/transport.ts';

/** A date of HTTP has whole seconds: what it names lies half a second later on average. */
const HALF_A_SECOND_MS = 500;

/**
 * The service's clock minus ours, in ms: the `Date` of an answer against the middle of the call. Undefined without a date that can be read,
 * and when a cache kept the answer (`Age`), whose date is that of another call.
 */
export const clockOffsetOf = (headers: Headers, startedAt: number, endedAt: number): number | undefined => {
  const date = Date.parse(headers.date ?? '');
  if (Number.isNaN(date) || headers.age !== undefined) return undefined;
  return Math.round(date + HALF_A_SECOND_MS - (startedAt + endedAt) / 2);
};
