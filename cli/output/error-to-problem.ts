/** What a person is told about whatever a command throws. */
import { ApiError } from '#client/api-error.ts';
import { EditError, InvalidEdit, type Problem } from '#core/errors.ts';
import { UsageError } from '../command.ts';

/** A problem, and whether it is a refusal: asked for wrongly and nothing spent. */
export interface ToldProblem extends Problem {
  readonly refused: boolean;
}

/** The problem behind an error; undefined for one that nobody foresaw. */
export const foreseen = (error: unknown): ToldProblem | undefined => {
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message, hint: error.hint, refused: true };
  if (error instanceof ApiError) return { ...error.problem, refused: !error.temporary };
  if (error instanceof EditError) return { ...error.problem, refused: error instanceof InvalidEdit };
  return undefined;
};

/** The problem behind any error. */
export const problemOf = (error: unknown): ToldProblem =>
  foreseen(error) ?? {
    code: 'UNEXPECTED',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: '',
    refused: false,
  };
