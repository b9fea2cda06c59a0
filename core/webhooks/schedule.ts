/** When an undelivered webhook is tried again. */
import { hashOf } from '../ids.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Delays after the first, second, ... failed attempt, in ms (the example schedule of the Standard Webhooks specification, from its third step). */
export const RETRY_DELAYS_MS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR] as const;

/** Attempts in one round: the first at once, then one after each delay; about 28 hours in all. */
export const ATTEMPTS_PER_ROUND = RETRY_DELAYS_MS.length + 1;

/** Most that a delay is moved, as a part of it, so that retries of one outage do not all come at one moment. */
export const JITTER = 0.1;

/** Longest wait that a consumer's Retry-After may ask for, in ms. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * The delay after `attempts` failed ones (from 1), in ms; undefined when the round is over. Moved by up to 10 % either way, always
 * by the same amount for the same `key` and attempt. A longer `retryAfterMs`, asked for by the consumer, is honoured up to 24 h.
 */
export const retryDelayMs = (attempts: number, key: string, retryAfterMs = 0): number | undefined => {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  if (delay === undefined) return undefined;
  // Stryker disable next-line StringLiteral: equivalent - any other word spreads as well
  const fraction = Number.parseInt(hashOf('webhook-jitter', key, String(attempts)).slice(0, 8), 16) / 0xffff_ffff;
  const moved = Math.round(delay * (1 - JITTER + 2 * JITTER * fraction));
  return Math.max(moved, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
};
