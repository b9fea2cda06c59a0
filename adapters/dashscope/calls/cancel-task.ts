/** Cancels a task that has not started. */
import type { CallOptions } from '#core/ports/model.ts';
import { serviceErrorMeaning } from '#core/service/error-codes.ts';
import { MEANINGS } from '#core/service/error-meanings.ts';
import { readFailure } from '../session/errors.ts';
import type { Service } from '../session/service.ts';
import { jsonOf } from '../session/session.ts';
import { isConfirmation } from '../wire/wire.ts';
import { taskUrl } from './task-url.ts';

/** Cancels a task. @throws Unavailable, AccountProblem, InvalidEdit for a text that is no task id */
export const cancelTask = async (
  { session, baseUrl, deadlines }: Service,
  taskId: string,
  options?: CallOptions,
): Promise<'canceled' | 'not-pending'> => {
  const call = { method: 'POST', url: `${taskUrl(baseUrl, taskId)}/cancel` } as const;
  const outcome = await session.call(call, { ms: deadlines.cancel, signal: options?.signal });
  if (isConfirmation(jsonOf(outcome))) return 'canceled';
  const refused =
    outcome.kind === 'answer' && serviceErrorMeaning(outcome.error.code, outcome.status) === MEANINGS.OPERATION_REFUSED;
  if (refused) return 'not-pending';
  throw readFailure(`Task ${taskId} could not be canceled`, outcome);
};
