/** A task as tests and benchmarks see it. */
import type { ChosenLie } from '../lies/table.ts';
import { paidImages, statusOf, type Task, type TaskStatus } from './task.ts';

/** A task as tests see it; instants in milliseconds since 1970. */
export interface TaskView {
  readonly id: string;
  readonly requestId: string;
  /** Who made it: a hash of the key. */
  readonly account: string;
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly images: number;
  readonly n: number;
  readonly size?: string;
  readonly seed: number;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
  readonly status: TaskStatus;
  readonly submittedAt: number;
  readonly scheduledAt?: number;
  readonly endedAt?: number;
  readonly code?: string;
  /** Images that were billed: those that came out of a task that succeeded. */
  readonly paidImages: number;
  /** Lies that are told about it. */
  readonly lies: readonly ChosenLie[];
}

/** Shows a task. */
export const viewTask = (task: Task): TaskView => {
  const { request } = task;
  const status = statusOf(task);
  const endedAt = task.endedAt ?? task.canceledAt;
  return {
    id: task.id,
    requestId: task.requestId,
    account: task.account,
    model: request.model,
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    images: request.imageCount,
    n: request.n,
    seed: request.seed,
    promptExtend: request.promptExtend,
    watermark: request.watermark,
    status,
    submittedAt: task.submittedAt,
    paidImages: paidImages(task),
    lies: task.plan.lies ?? [],
    ...(request.size === undefined ? {} : { size: request.size }),
    ...(task.startedAt === undefined ? {} : { scheduledAt: task.startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(task.failure === undefined ? {} : { code: task.failure.code }),
  };
};
