/** The answer of the list endpoint: filter, order, pages. */
import { listRow } from './bodies.ts';
import type { ListQuery } from './list-query.ts';
import type { Reply } from './reply.ts';
import { statusOf, type Task } from './task.ts';

/** Answers a list query: newest tasks first, flat (without an `output` wrapper). */
export const listReply = (
  tasks: readonly Task[],
  query: ListQuery,
  about: { readonly listedBefore: number; readonly region: string; readonly requestId: string },
): Reply => {
  const matching = tasks
    .filter((task) => task.submittedAt <= about.listedBefore)
    .filter((task) => task.submittedAt >= query.from && task.submittedAt <= query.to)
    .filter((task) => query.taskId === undefined || task.id === query.taskId)
    .filter((task) => query.model === undefined || task.request.model === query.model)
    .filter((task) => query.status === undefined || statusOf(task) === query.status)
    .reverse();
  const first = (query.pageNo - 1) * query.pageSize;
  return {
    status: 200,
    body: {
      request_id: about.requestId,
      data: matching.slice(first, first + query.pageSize).map((task) => listRow(task, about.region)),
      total: matching.length,
      total_page: Math.ceil(matching.length / query.pageSize),
      page_no: query.pageNo,
      page_size: query.pageSize,
    },
  };
};
