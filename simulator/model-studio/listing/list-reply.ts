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
  const isAsked = ({ id, submittedAt, request }: Task): boolean => {
    const shown = about.shown(submittedAt);
    return (
      (at === undefined || submittedAt <= at) &&
      shown >= query.from &&
      shown <= query.to &&
      (query.taskId === undefined || id === query.taskId) &&
      (query.model === undefined || request.model === query.model)
    );
  };
  const matching = tasks
    .filter(isAsked)
    .map((task) => (at === undefined ? task : asOf(task, at)))
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
