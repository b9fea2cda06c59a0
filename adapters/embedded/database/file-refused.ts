/** What SQLite and the file system throw (a full disk, a locked file, no right to write), as a reason to come back later. */
import { type Problem, Unavailable } from '#core/errors.ts';

/** The error of a file or folder that cannot be used now; the reason is put behind the message of the problem. */
export const fileRefused = (problem: Problem, cause: unknown): Unavailable =>
  new Unavailable({
    ...problem,
    message: `${problem.message}: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });

/** Does the work and answers as a promise. @throws Unavailable for whatever the work throws */
export const answerFrom =
  (problem: Problem) =>
  async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw fileRefused(problem, cause);
    }
  };
