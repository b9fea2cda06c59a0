/** A time limit on asynchronous work. */
import type { Clock } from '#core/ports/clock.ts';

/** A call was given up because its own time was over. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  /** @param ms the time it had, in milliseconds */
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
  }
}

/**
 * Runs `work` with a signal that aborts when the outer signal does or after `ms` milliseconds of the clock, and does not wait
 * for work that ignores it. Rejects with the outer signal's reason or with {@link DeadlineExceeded}.
 */
export const withDeadline = async <T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const timer = new AbortController();
  const abandoned = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  const follow = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', follow, { once: true });
  clock.sleep(ms, timer.signal).then(
    () => controller.abort(new DeadlineExceeded(ms)),
    () => undefined,
  );
  try {
    return await Promise.race([work(controller.signal), abandoned]);
  } finally {
    timer.abort();
    outer?.removeEventListener('abort', follow);
  }
};
