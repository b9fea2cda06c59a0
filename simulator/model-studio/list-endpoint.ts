/** The task list: what was asked for, as of when it answers, and what it lies. */
import { type ServiceError, serviceError } from '../error-codes.ts';
import type { Lies } from '../lies/choose.ts';
import type { TaskServiceOptions } from './contract.ts';
import { type ListParameters, readListQuery } from './listing/list-query.ts';
import { listReply } from './listing/list-reply.ts';
import type { Reply } from './reply.ts';
import type { ServiceTime } from './service-time.ts';
import type { Task } from './task.ts';

/** What the list is made of. */
export interface ListingDeps extends Pick<TaskServiceOptions, 'clock' | 'region' | 'listDelaySeconds'> {
  readonly lies: Lies;
  readonly time: ServiceTime;
  readonly speed: number;
  readonly newId: () => string;
  readonly reject: (error: ServiceError) => Reply;
  /** The account's tasks, brought up to date, oldest first. */
  readonly visible: (account: string, now: number) => readonly Task[];
}

/** Creates the task list. */
export const createListing = (deps: ListingDeps): ((account: string, parameters: ListParameters) => Reply) => {
  const { lies, time, speed, listDelaySeconds = 0, region = 'cn-beijing' } = deps;

  /** The instant whose state the list shows; undefined: now. */
  const listedAsOf = (now: number): number | undefined => {
    const lag = Math.max(listDelaySeconds, ...lies.told('snapshot'));
    return lag === 0 ? undefined : Math.max(time.startedAt - 1, now - (lag * 1000) / speed);
  };

  return (account, parameters) => {
    const now = deps.clock.now();
    const query = readListQuery(parameters, time.shown(now));
    if (typeof query === 'string') return deps.reject(serviceError('InvalidParameter', query));
    const about = { asOf: listedAsOf(now), shown: time.shown, region, requestId: deps.newId() };
    const honest = listReply(deps.visible(account, now), query, about);
    return { ...honest, body: lies.told('list').reduce((body, tell) => tell(body), honest.body) };
  };
};
