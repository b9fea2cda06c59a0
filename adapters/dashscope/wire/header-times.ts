/** Instants in the headers of an answer (RFC 9110, 5.6.7, 6.6.1 and 10.2.3). */
import { MAX_PAUSE_MS } from '#core/service/limits.ts';
import type { Headers } from '../transport/transport.ts';

/** A date of HTTP has whole seconds: what it names lies half a second later on average. */
const HALF_A_SECOND_MS = 500;

/**
 * A call that took longer tells no time, in ms: nobody knows when in it the answer was dated. Two readings of one clock then differ by less than
 * what one is right to (CLOCK_SKEW_MS).
 */
const LONGEST_MS = 8_000;

/**
 * The service's clock minus ours, in ms: the `Date` of an answer against the middle of the call. Undefined without a date that can be read,
 * when a cache kept the answer (`Age`), whose date is that of another call, and when the call took long or our clock was set back in it.
 */
export const clockOffsetOf = (headers: Headers, startedAt: number, endedAt: number): number | undefined => {
  // Without its zone a date would be read by that of this machine.
  const date = /GMT$/.test(headers.date ?? '') ? Date.parse(headers.date ?? '') : Number.NaN;
  if (Number.isNaN(date) || headers.age !== undefined) return undefined;
  if (endedAt < startedAt || endedAt - startedAt > LONGEST_MS) return undefined;
  return Math.round(date + HALF_A_SECOND_MS - (startedAt + endedAt) / 2);
};

/**
 * How long an answer asks to wait, in ms from 1 to an hour: `retry-after-ms`, or `retry-after` in seconds or as a date, which is meant by
 * the service's clock. `now` is when the answer came, by ours. Undefined when it asks for nothing.
 */
export const retryAfterOf = (headers: Headers, now: number): number | undefined => {
  const [exact, text] = [headers['retry-after-ms']?.trim() ?? '', headers['retry-after']?.trim() ?? ''];
  const wait = NUMBER.test(exact) ? Number(exact) : NUMBER.test(text) ? Number(text) * 1000 : untilDate(text, headers.date, now);
  return wait > 0 ? Math.min(MAX_PAUSE_MS, Math.ceil(wait)) : undefined;
};

const NUMBER = /^\d{1,99}(\.\d{1,6})?$/;

/** NaN when the text is no date. */
const untilDate = (text: string, serviceDate: string | undefined, now: number): number => {
  const serviceNow = Date.parse(serviceDate ?? '');
  return Date.parse(text) - (Number.isNaN(serviceNow) ? now : serviceNow);
};
