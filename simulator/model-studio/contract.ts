/** The simulated task service seen from outside: its calls, its options and what it counts. */
import type { Clock } from '../clock.ts';
import type { ServiceError } from '../error-codes.ts';
import type { FaultPlan, Faults } from '../faults.ts';
import type { LieRule, Lies } from '../lies/choose.ts';
import type { Duration, Random } from '../random.ts';
import type { Journal } from './journal.ts';
import type { ListParameters } from './listing/list-query.ts';
import type { Reply } from './reply.ts';
import type { ResultReply } from './storage/results.ts';
import type { Task, Verdict } from './task.ts';
import type { TaskView } from './task-view.ts';

/** Limits of an account: tasks running at once, and calls per second of each endpoint. */
export interface TaskServiceLimits {
  readonly runningTasks: number;
  readonly createsPerSecond: number;
  readonly queriesPerSecond: number;
}

/** What an image is made from. */
export interface RenderJob {
  readonly task: Task;
  /** Index of the image in its task, from 0. */
  readonly index: number;
}

/** What the service is made of. */
export interface TaskServiceOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Decides durations, seeds and fault probabilities; seeded with 1 by default. */
  readonly random?: Random;
  readonly newId?: () => string;
  /** Simulated seconds per second of the clock; 1 by default. */
  readonly speed?: number;
  readonly duration?: Duration;
  readonly limits?: Partial<TaskServiceLimits>;
  readonly apiKeys?: readonly string[] | 'any';
  readonly faults?: FaultPlan;
  /** Where a wrong size is found out: answered with an error at create (default) or by a failing task. */
  readonly sizeCheck?: 'create' | 'task';
  /** The list shows what was true this many (simulated) seconds ago: rows and their statuses. */
  readonly listDelaySeconds?: number;
  /** Behaviours that the documents deny, see the folder lies. */
  readonly lies?: readonly LieRule[];
  /**
   * By how many seconds the clock that the service shows is ahead of `clock` (negative: behind), for ever or at an instant of `clock`
   * (milliseconds since 1970). Queues and lifetimes go by `clock`.
   */
  readonly clockSkewSeconds?: number | ((now: number) => number);
  /** Whether the quotas endpoint answers; it does not by default, as on the shared hosts. */
  readonly quotas?: boolean;
  readonly region?: string;
  /**
   * Looks at the input images. A direct answer keeps virtual time exact; by default every image is accepted unseen. Addresses below
   * `.invalid` never resolve (RFC 6761): a task with one fails without being looked at.
   */
  readonly inspect?: (input: InspectInput) => Verdict | Promise<Verdict>;
  /** Makes one result image (PNG bytes); by default a PNG of one pixel. */
  readonly render?: (job: RenderJob) => Uint8Array | Promise<Uint8Array>;
  /** Is called for tasks whose data may be deleted. */
  readonly onExpired?: (task: Task) => void;
  /** Scheme and host of result URLs. */
  readonly resultOrigin?: () => string;
  readonly journal?: Journal;
}

/** The input images of a task that was just accepted. */
export interface InspectInput {
  readonly taskId: string;
  readonly account: string;
  readonly images: readonly string[];
  /** Whether `oss://` items are to be resolved. */
  readonly resolveOss: boolean;
}

/** The headers of a call that matter to the service. */
export interface CallHeaders {
  /** The key of the Authorization header, without `Bearer`. */
  readonly apiKey: string | undefined;
  /** Value of X-DashScope-Async. */
  readonly async?: string | undefined;
  /** Value of X-DashScope-OssResourceResolve. */
  readonly ossResolve?: string | undefined;
  /** Length of the body, where a call has one. */
  readonly bodyBytes?: number;
}

/** Counts of calls so far. */
export interface RequestCounters {
  creates: number;
  queries: number;
  lists: number;
  cancels: number;
  uploads: number;
  results: number;
  /** Calls answered with 401. */
  unauthorized: number;
  /** Calls answered with 429. */
  throttled: number;
  faults: number;
}

/** Model Studio's task service for this model, without HTTP. Nothing in it waits: state is computed from the clock when asked for. */
export interface TaskService {
  readonly requests: RequestCounters;
  readonly faults: Faults;
  readonly lies: Lies;
  readonly speed: number;
  createTask(headers: CallHeaders, body: unknown): Reply;
  getTask(headers: CallHeaders, id: string): Reply;
  listTasks(headers: CallHeaders, parameters?: ListParameters): Reply;
  cancelTask(headers: CallHeaders, id: string): Reply;
  /** The limits of the account; no such endpoint unless the option says so. */
  getQuotas(headers: CallHeaders, parameters?: Readonly<Record<string, string | undefined>>): Reply;
  /** The result image behind a path and query taken from a result URL. */
  getResult(method: string, pathAndQuery: string): Promise<ResultReply>;
  /** The error of a call without a valid key; undefined when the key is good. */
  checkKey(headers: CallHeaders): ServiceError | undefined;
  newId(): string;
  /** The service's clock as it shows: milliseconds since 1970. */
  now(): number;
  /** What time it is by the service's clock, as the Date header of an answer says it: whole seconds. Undefined: no header. */
  date(): string | undefined;
  /** Every task ever created. */
  tasks(): readonly TaskView[];
}
