/**
 * Middleware: makes an error fit for the workflow. Only the name and the message of an error reach Step Functions, with the stack
 * trace beside them; so the problem travels as the message, and the stack goes to the log instead of the state.
 */
import type { MiddlewareObj } from '@middy/core';
import { failureMessage } from '#core/edit/failure.ts';
import { EditError, type Problem } from '#core/errors.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { redactText } from '#core/text/redact.ts';

/** Logs what a step threw, once, and passes on an error of the same name with the problem as its message and no stack. */
export const reportFailure = (step: string, telemetry: Telemetry): MiddlewareObj => ({
  onError: (request) => {
    const error = request.error instanceof Error ? request.error : new Error(String(request.error));
    const problem = problemOf(error);
    telemetry.log(error instanceof EditError && error.retryable ? 'warn' : 'error', 'step failed', {
      step,
      editId: editIdOf(request.event),
      error: error.name,
      code: problem.code,
      ...(error instanceof EditError ? {} : { stack: redactedStack(error) }),
    });
    const bare = new Error(failureMessage(problem), { cause: error });
    bare.name = error.name;
    bare.stack = '';
    request.error = bare;
  },
});

const problemOf = (error: Error): Problem =>
  error instanceof EditError
    ? error.problem
    : {
        code: 'STEP_FAILED',
        message: `${error.name}: ${redactText(error.message)}`,
        hint: 'Look at the logs of the edit by its id; then retry the edit.',
      };

const redactedStack = ({ stack = '' }: Error): string => stack.split('\n').map(redactText).join('\n');

const editIdOf = (event: unknown): string | undefined =>
  typeof event === 'object' && event !== null && 'editId' in event && typeof event.editId === 'string' ? event.editId : undefined;
