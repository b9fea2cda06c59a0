/** The problem that is printed for whatever a command throws. */
import { ApiError } from '#client/api-error.ts';
import { EditError, InvalidEdit, type Problem } from '#core/errors.ts';
import { UsageError, WaitEnded } from '../command.ts';

/** A problem, and whether it means that what was typed cannot be done: then nothing was spent, and trying again does not help. */
export interface CommandProblem {
  readonly problem: Problem;
  readonly rejected: boolean;
}

/** The problem behind an error that this program knows; undefined for any other. */
export const knownProblem = (error: unknown): CommandProblem | undefined => {
  if (error instanceof UsageError) {
    return { problem: { code: 'USAGE', message: error.message, hint: error.hint ?? '' }, rejected: true };
  }
  if (error instanceof WaitEnded) return { problem: error.problem, rejected: false };
  if (error instanceof ApiError) return { problem: error.problem, rejected: !error.temporary };
  if (error instanceof EditError) return { problem: error.problem, rejected: error instanceof InvalidEdit };
  return undefined;
};

/** The problem behind any error. */
export const errorToProblem = (error: unknown): CommandProblem =>
  knownProblem(error) ?? {
    problem: {
      code: 'UNEXPECTED',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      hint: '',
    },
    rejected: false,
  };
