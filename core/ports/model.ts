/** The model service, as Darkroom speaks to it. */

import type { EditParameters } from '../request/request.ts';
import type { CreatedTask, Quota, TaskList, TaskReport } from '../service/task.ts';

/** What one paid create carries. Images are http(s) URLs, data URIs or `oss://` references, in order. */
export interface CreateTask {
  readonly prompt: string;
  readonly images: readonly string[];
  readonly parameters: EditParameters;
}

/** Options of every call: an outer abort signal; each call also has its own deadline. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What an answer tells of the service's clock. */
export interface ServiceClock {
  /** The service's clock minus ours, in ms, give or take half a second and half of the call; absent when the answer did not tell. */
  readonly clockOffsetMs?: number;
}

/** Model Studio for `wan2.5-i2i-preview`. */
export interface Model {
  /**
   * Reads the key, and whatever else a create needs that can fail without a call. Done before a submission is written down, so that what
   * fails here leaves nothing in doubt. @throws AccountProblem, Unavailable
   */
  ready(): Promise<void>;
  /**
   * Creates a paid task; sent exactly once.
   * @throws InvalidEdit, AccountProblem (refused), NotAccepted (proven not created), SubmissionUnknown (anything else)
   */
  createTask(task: CreateTask, options?: CallOptions): Promise<CreatedTask>;
  /** @throws Unavailable, AccountProblem */
  getTask(taskId: string, options?: CallOptions): Promise<TaskReport & ServiceClock>;
  /**
   * All tasks of this model created in [from, to] (epoch ms by the service's clock), oldest first, every page read.
   * @throws Unavailable, AccountProblem
   */
  listTasks(window: { readonly from: number; readonly to: number }, options?: CallOptions): Promise<TaskList>;
  /** The limits of the account as the service tells them, where it does; undefined otherwise. Throws nothing for that. */
  quota(options?: CallOptions): Promise<Quota | undefined>;
  /** Cancels a task that has not started. @throws Unavailable, AccountProblem */
  cancelTask(taskId: string, options?: CallOptions): Promise<'canceled' | 'not-pending'>;
  /** Uploads one picture to the service's own 48 h storage and answers its `oss://` reference. Free. @throws Unavailable, AccountProblem */
  uploadPicture(
    picture: {
      readonly name: string;
      readonly mediaType: string;
      readonly bytes: number;
      readonly body: AsyncIterable<Uint8Array>;
    },
    options?: CallOptions,
  ): Promise<string>;
}

/** Result pictures by their signed URLs. */
export interface ResultDownloads {
  /**
   * Opens one result URL after checking that it is one the service would give (https, allowed host, no private address), redirects too.
   * `bytes` is the declared length of the body; absent when none is declared, or when it came compressed and is handed on as it was before. The
   * body throws ResultUnavailable when it breaks off or stalls.
   * @throws ResultUnavailable with code RESULT_EXPIRED on 403, RESULT_URL_REFUSED when the URL is not allowed, RESULT_DOWNLOAD_FAILED otherwise
   */
  open(
    url: string,
    options?: CallOptions,
  ): Promise<{ readonly bytes?: number; readonly mediaType: string; readonly body: AsyncIterable<Uint8Array> }>;
}
