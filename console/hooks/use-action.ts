/** Something that a person does to the API: whether it is under way, and why it did not work. */
import { useState } from 'preact/hooks';
import type { Problem } from '#core/errors.ts';
import { errorToProblem } from './client-context.ts';

/** One action. */
export interface Action {
  readonly running: boolean;
  readonly problem: Problem | undefined;
  /** Begins, unless it is under way already. Never throws. */
  readonly run: () => void;
  /** Forgets the problem of an earlier try. */
  readonly clear: () => void;
}

/** An action that calls the API; what `act` throws is kept to be shown. */
export const useAction = (act: () => Promise<void>): Action => {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const attempt = async () => {
    setRunning(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      setProblem(errorToProblem(error));
    } finally {
      setRunning(false);
    }
  };
  const run = () => {
    if (!running) attempt().catch(() => undefined);
  };
  return { running, problem, run, clear: () => setProblem(undefined) };
};
