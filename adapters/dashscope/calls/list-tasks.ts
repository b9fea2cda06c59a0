/** Reads the task list of a window, every page of it. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { CallOptions } from '#core/ports/model.ts';
import type { TaskList, TaskRow } from '#core/service/task.ts';
import { readFailure } from '../session/errors.ts';
import type { Service } from '../session/service.ts';
import { jsonOf } from '../session/session.ts';
import {
  isRemembered,
  listableWindows,
  listQuery,
  oldestFirst,
  parseTaskPage,
  readAllPages,
  type TaskPage,
  type Window,
} from '../tasks/task-list.ts';

/** The tasks of our model that were created in a window, and whether their absence from it would prove anything. @throws Unavailable, AccountProblem */
export const listTasks = async (
  { session, baseUrl, deadlines, clock }: Service,
  window: Window,
  options?: CallOptions,
): Promise<TaskList> => {
  const endsAt = clock.now() + deadlines.list;
  let clockOffsetMs: number | undefined;
  const readPage = async (part: Window, page: number): Promise<TaskPage> => {
    const ms = Math.max(1, endsAt - clock.now());
    const call = { method: 'GET', url: `${baseUrl}/tasks?${listQuery(part, page)}` } as const;
    const outcome = await session.call(call, { ms, signal: options?.signal });
    const read = parseTaskPage(jsonOf(outcome), part);
    if (read === undefined) throw readFailure('The list of tasks could not be read', outcome);
    if (outcome.kind === 'answer') clockOffsetMs ??= outcome.clockOffsetMs;
    return read;
  };
  const rows: TaskRow[] = [];
  let understood = true;
  for (const part of listableWindows(window)) {
    const listed = await readAllPages((page) => readPage(part, page));
    understood &&= listed.understood;
    rows.push(...listed.rows);
  }
  understood &&= isRemembered(window, clock.now() + (clockOffsetMs ?? 0));
  return { rows: oldestFirst(rows), understood, ...omitUndefined({ clockOffsetMs }) };
};
