/** What the service says of its tasks. */

/** Instants of a task by the service's clock, epoch ms. */
export interface TaskTimes {
  readonly submittedAt?: number;
  readonly scheduledAt?: number;
  readonly endedAt?: number;
}

/** One picture of a finished task: where to fetch it, or why the service withheld it. */
export type TaskImage = { readonly url: string } | { readonly code: string; readonly message: string };

/** What the service says of a task. UNKNOWN: expired, never existed, or another account's. */
export type TaskReport =
  | { readonly status: 'PENDING' | 'RUNNING'; readonly times: TaskTimes }
  | {
      readonly status: 'SUCCEEDED';
      readonly times: TaskTimes;
      readonly images: readonly TaskImage[];
      readonly imageCount: number;
      readonly originalPrompt?: string;
      readonly actualPrompt?: string;
    }
  | { readonly status: 'FAILED'; readonly times: TaskTimes; readonly code: string; readonly message: string }
  | { readonly status: 'CANCELED'; readonly times: TaskTimes }
  | { readonly status: 'UNKNOWN' };

/** One row of the service's task list. */
export interface TaskRow {
  readonly taskId: string;
  /** Epoch ms by the service's clock. */
  readonly createdAt: number;
  readonly status: string;
}
