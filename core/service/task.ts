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
  /** Epoch ms by the service's clock; absent when it cannot be read, or lies outside of the range that was asked for. */
  readonly createdAt?: number;
  readonly status: string;
}

/** What the service listed. */
export interface TaskList {
  readonly rows: readonly TaskRow[];
  /**
   * False when something in the list could not be read, should not have come through the filter, or is missing: such a list proves that no
   * task is absent. Its rows are candidates all the same.
   */
  readonly understood: boolean;
  /** The service's clock minus ours, in ms, give or take half a second and half of the call; absent when the answer did not tell. */
  readonly clockOffsetMs?: number;
}

/** A created task. */
export interface CreatedTask {
  readonly taskId: string;
  readonly requestId: string;
  /** The service's clock minus ours, in ms, give or take half a second and half of the call; absent when the answer did not tell. */
  readonly clockOffsetMs?: number;
}

/** What the service allows an account to do with the model at once; a limit that it does not tell is absent. */
export interface Quota {
  /** Tasks that may run at once. */
  readonly runningTasks?: number;
  readonly createsPerSecond?: number;
}
