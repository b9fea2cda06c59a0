/** What `doctor` says of one thing. Nothing that it does spends. */
import { knownProblem } from '../output/error-to-problem.ts';

/** One finding. `warn`: it works, but perhaps not as you want. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do. */
  readonly hint?: string;
}

/** The environment that is looked at. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The finding that an error is. @throws an error that is not known */
export const problemFinding = (check: string, error: unknown): Finding => {
  const known = knownProblem(error);
  if (known === undefined) throw error;
  const { message, hint } = known.problem;
  return { check, state: 'fail', found: message, hint };
};
