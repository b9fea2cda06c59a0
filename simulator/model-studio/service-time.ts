/** The service's clock as it shows outside, and its limits over time: both may be made to lie. */
import type { Lies } from '../lies/choose.ts';
import type { TaskServiceLimits, TaskServiceOptions } from './contract.ts';

/** What the service says about time. */
export interface ServiceTime {
  /** When the service began, by the true clock: milliseconds since 1970. */
  readonly startedAt: number;
  /** An instant of the true clock as the service's own clock showed it. */
  shown(instant: number): number;
  /** The text of the Date header; undefined when answers carry none. */
  date(): string | undefined;
  /** The limits in force at an instant of the true clock. */
  limits(instant: number): TaskServiceLimits;
}

/** Creates the service's time. Queues and lifetimes go by the true clock, whatever the shown one says. */
export const createServiceTime = (
  { clock, clockSkewSeconds = 0 }: Pick<TaskServiceOptions, 'clock' | 'clockSkewSeconds'>,
  { lies, speed, usual }: { readonly lies: Lies; readonly speed: number; readonly usual: TaskServiceLimits },
): ServiceTime => {
  const startedAt = clock.now();
  const told = lies.told('time');
  const shrinking = lies.told('limits');
  const elapsed = (instant: number): number => ((instant - startedAt) * speed) / 1000;
  const ownSkew = typeof clockSkewSeconds === 'function' ? clockSkewSeconds : () => clockSkewSeconds;
  const shown = (instant: number): number => {
    let ahead = ownSkew(instant);
    for (const { aheadSeconds } of told) ahead += aheadSeconds?.(elapsed(instant)) ?? 0;
    return instant + Math.round(ahead * 1000);
  };
  const mode = told.findLast(({ date }) => date !== undefined)?.date;
  return {
    startedAt,
    shown,
    date: () => {
      if (mode === 'none') return undefined;
      const now = clock.now();
      return new Date(mode === 'honest' ? now : shown(now)).toUTCString();
    },
    limits: (instant) => shrinking.reduce<TaskServiceLimits>((limits, shrink) => shrink(limits, elapsed(instant)), usual),
  };
};
