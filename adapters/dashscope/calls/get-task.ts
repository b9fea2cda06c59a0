/** Looks at one task. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { CallOptions, ServiceClock } from '#core/ports/model.ts';
import type { TaskReport } from '#core/service/task.ts';
import { readFailure } from '../session/errors.ts';
import type { Service } from '../session/service.ts';
import { isGood } from '../session/session.ts';
import { parseTaskReport } from '../tasks/task-report.ts';
import { taskUrl } from './task-url.ts';

/** What the service says of a task. @throws Unavailable, AccountProblem, InvalidEdit for a text that is no task id */
export const getTask = async (
  { session, baseUrl, deadlines }: Service,
  taskId: string,
  options?: CallOptions,
): Promise<TaskReport & ServiceClock> => {
  const call = { method: 'GET', url: taskUrl(baseUrl, taskId) } as const;
  const outcome = await session.call(call, { ms: deadlines.get, signal: options?.signal });
  if (isGood(outcome)) {
    const { json, error, redact, clockOffsetMs } = outcome;
    const report = parseTaskReport(json, { taskId, code: error.code, redact });
    if (report !== undefined) return { ...report, ...omitUndefined({ clockOffsetMs }) };
  }
  throw readFailure(`The state of task ${taskId} could not be read`, outcome);
};
