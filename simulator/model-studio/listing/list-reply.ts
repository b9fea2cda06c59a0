/** The answer of the list endpoint: filter, order, pages. */
import { listRow } from '../bodies.ts';
import type { Reply } from '../reply.ts';
import { asOf, statusOf, type Task } from '../task.ts';
import type { ListQuery } from './list-query.ts';

/** Answers a list query: newest tasks first, flat (without an `output` wrapper), as they were at `asOf`. */
export const listReply = (
  tasks: readonly Task[],
  query: ListQuery,
  about: {
    /** The instant whose state the list shows; now when it is undefined. */
    readonly asOf: number | undefined;
    readonly shown: (instant: number) => number;
    readonly region: string;
    readonly requestId: string;
  },
): Reply => {
  const at = about.asOf;
  const seen = at === undefined ? tasks : tasks.filter((task) => task.submittedAt <= at).map((task) => asOf(task, at));
  const matching = seen
    .filter((task) => about.shown(task.submittedAt) >= query.from && about.shown(task.submittedAt) <= query.to)
    .filter((task) => query.taskId === undefined || task.id === query.taskId)
    .filter((task) => query.model === undefined || task.request.model === query.model)
    .filter((task) => query.status === undefined || statusOf(task) === query.status)
    .reverse();
  const first = (query.pageNo - 1) * query.pageSize;
  return {
    status: 200,
    body: {
      request_id: about.requestId,
      data: matching.slice(first, first + query.pageSize).map((task) => listRow(task, about.region, about.shown)),
      total: matching.length,
      total_page: Math.ceil(matching.length / query.pageSize),
      page_no: query.pageNo,
      page_size: query.pageSize,
    },
  };
};
