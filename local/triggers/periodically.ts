/** Work that is repeated while the runtime lives: what a schedule is on AWS. Ours: it waits by the injected clock and never overlaps itself. */
import type { Clock } from '#core/ports/clock.ts';

/** Runs `work` every `ms` milliseconds, never twice at once; what it throws goes to `onError`. Answers how to stop. */
export const periodically = (
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): (() => void) => {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(ms, stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await work().catch(onError);
    }
  };
  void loop();
  return () => stopping.abort();
};
