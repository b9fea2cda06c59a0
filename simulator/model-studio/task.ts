/** A task of the service: what was asked for, what was decided, and what has happened to it. */
import { toldOf } from '../lies/choose.ts';
import type { ChosenLie } from '../lies/table.ts';
import type { MagicWords } from '../magic-words.ts';

/** States of a task as the service names them; UNKNOWN is what an expired or foreign id shows. */
export type TaskStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'UNKNOWN';

/** All states a list can be filtered by. */
export const TASK_STATUSES: readonly TaskStatus[] = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'UNKNOWN'];

/** An image that was fetched and accepted; `key` finds its bytes again. */
export interface ImageRef {
  readonly key: string;
  readonly width: number;
  readonly height: number;
}

/** Whether the input images of a task can be used. */
export type Verdict =
  | { readonly ok: true; readonly images: readonly ImageRef[] }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** An accepted edit, without its input images (those may weigh 40 MB). */
export interface EditRequest {
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly imageCount: number;
  readonly n: number;
  readonly size?: string;
  readonly seed: number;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
}

/** One image that will not come. */
export interface ImageFailure {
  readonly code: string;
  readonly message: string;
}

/** What was decided about a task when it was created; nothing of it depends on later calls. */
export interface TaskPlan {
  readonly runMs: number;
  /** Instant from which the task may start, in milliseconds since 1970. */
  readonly eligibleAt: number;
  readonly failure?: ImageFailure;
  /** Failures by image index. */
  readonly imageFailures: Readonly<Record<number, ImageFailure>>;
  readonly query?: MagicWords['query'];
  readonly result?: MagicWords['result'];
  /** What will be said about it that is not so. */
  readonly lies?: readonly ChosenLie[];
}

/** A task as the service keeps it; the scheduler fills in what happens to it. */
export interface Task {
  readonly id: string;
  readonly requestId: string;
  /** Who made it, see account.ts. */
  readonly account: string;
  readonly request: EditRequest;
  readonly plan: TaskPlan;
  readonly submittedAt: number;
  verdict?: { readonly decidedAt: number; readonly verdict: Verdict };
  startedAt?: number;
  endedAt?: number;
  canceledAt?: number;
  failure?: ImageFailure;
}

/** Status of a task by what has happened to it so far (expiry aside). */
export const statusOf = (task: Task): Exclude<TaskStatus, 'UNKNOWN'> => {
  if (task.canceledAt !== undefined) return 'CANCELED';
  if (task.endedAt !== undefined) return task.failure === undefined ? 'SUCCEEDED' : 'FAILED';
  return task.startedAt === undefined ? 'PENDING' : 'RUNNING';
};

/** Why a task that has ended failed as a whole, or undefined when at least one image came out. */
export const failureOf = (task: Task): ImageFailure | undefined => {
  const verdict = task.verdict?.verdict;
  if (verdict !== undefined && !verdict.ok) return { code: verdict.code, message: verdict.message };
  if (task.plan.failure !== undefined) return task.plan.failure;
  const failed = Object.values(task.plan.imageFailures);
  return failed.length >= task.request.n ? failed[0] : undefined;
};

/** The task as it was at an earlier instant. */
export const asOf = (task: Task, at: number): Task => {
  const { startedAt, endedAt, canceledAt, failure, ...rest } = task;
  return {
    ...rest,
    ...(startedAt === undefined || startedAt > at ? {} : { startedAt }),
    ...(endedAt === undefined || endedAt > at ? {} : { endedAt, ...(failure === undefined ? {} : { failure }) }),
    ...(canceledAt === undefined || canceledAt > at ? {} : { canceledAt }),
  };
};

const madeImages = (task: Task): number =>
  statusOf(task) === 'SUCCEEDED' ? task.request.n - Object.keys(task.plan.imageFailures).length : 0;

/** Images of a task that are billed: those that came out of it. */
export const paidImages = (task: Task): number =>
  toldOf('task', task.plan.lies).reduce((made, { paid }) => paid?.(made) ?? made, madeImages(task));

/** Images of a task that ended well whose numbers can be asked for. */
export const storedImages = (task: Task): number =>
  toldOf('task', task.plan.lies).reduce((made, { stored }) => stored?.(made) ?? made, task.request.n);
