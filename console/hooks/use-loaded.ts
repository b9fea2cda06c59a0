/** Something that is read from the API when a view opens, and again on request. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Problem } from '#core/errors.ts';
import { errorToProblem } from './client-context.ts';

/** What was read. `value` stays while it is read again. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  readonly reload: () => void;
  readonly replace: (value: T) => void;
}

/** Reads with `load`, which must be stable (module-level or memoized). */
export const useLoaded = <T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> => {
  const [known, setKnown] = useState<{ readonly value?: T; readonly problem?: Problem }>({});
  const [round, setRound] = useState(0);
  // A new round reads again.
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setKnown({ value });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setKnown((before) => ({ ...before, problem: errorToProblem(error) }));
      },
    );
    return () => controller.abort();
  }, [load, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const replace = useCallback((value: T) => setKnown({ value }), []);
  return { value: known.value, problem: known.problem, reload, replace };
};
