/** Model Studio over HTTP: create, get, list and cancel tasks of `wan2.5-i2i-preview`, and upload pictures. Sends each call once. */

import { randomUUID } from 'node:crypto';
import { CREATE_TIMEOUT_MS } from '#core/admission/submission-window.ts';
import { EditError, InvalidEdit } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { CallOptions, CreateTask, Model, ServiceClock } from '#core/ports/model.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { MODEL } from '#core/service/limits.ts';
import type { Quota, TaskList, TaskReport, TaskRow } from '#core/service/task.ts';
import { parseBaseUrl } from './base-url.ts';
import { createFailure, keyUnreadable, provesNoTask, readFailure } from './session/errors.ts';
import { secretsOfUrl } from './session/redact.ts';
import { type Answered, createSession, jsonOf, readKey } from './session/session.ts';
import { parseQuota } from './tasks/quota.ts';
import {
  isRemembered,
  listableWindows,
  listQuery,
  oldestFirst,
  parseTaskPage,
  readAllPages,
  type TaskPage,
  type Window,
} from './tasks/task-list.ts';
import { parseTaskReport } from './tasks/task-report.ts';
import { createFetchTransport } from './transport/fetch-transport.ts';
import { createHttpTransport } from './transport/http-transport.ts';
import type { ServiceProxy } from './transport/proxy.ts';
import { uploadPicture } from './upload/upload.ts';
import { createBody, isConfirmation, isTaskId, readCreated, taskPath } from './wire/wire.ts';

/** How long each call may take, in milliseconds; a listing with all its pages, an upload with its permission. */
export interface Deadlines {
  readonly create: number;
  readonly get: number;
  readonly list: number;
  readonly cancel: number;
  readonly upload: number;
}

/** Deadlines of the calls; that of a create belongs to the window of a submission. */
export const DEFAULT_DEADLINES: Deadlines = {
  create: CREATE_TIMEOUT_MS,
  get: 10_000,
  list: 15_000,
  cancel: 10_000,
  upload: 120_000,
};

/** What the client is made of. */
export interface ModelStudioDeps {
  readonly secrets: Secrets;
  /** Base URL ending in /api/v1, see base-url.ts. */
  readonly baseUrl: string;
  readonly workspaceId?: string;
  /** The proxy that calls go through, unless a fetch is given. */
  readonly proxy?: ServiceProxy | undefined;
  /** Speaks HTTP in place of Node's own client. */
  readonly fetch?: typeof globalThis.fetch;
  /** Paces the deadlines. */
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
  readonly deadlines?: Partial<Deadlines>;
  /** Makes upload keys unique; random UUIDs by default. */
  readonly newId?: () => string;
}

/** Task ids become part of a URL. */
const checkTaskId = (taskId: string): string => {
  if (isTaskId(taskId)) return taskPath(taskId);
  throw new InvalidEdit({
    code: 'TASK_ID_REFUSED',
    message:
      'The given task id cannot be one of Model Studio: it is empty, longer than 512 characters, or holds control characters.',
    hint: 'Copy the id as it stands in edit.json or in the console of Model Studio.',
  });
};

const secretsOfImages = (images: readonly string[]): readonly string[] => images.flatMap(secretsOfUrl);

/** Creates the client. @throws AccountProblem when the base URL cannot be used */
export const createModelStudio = (deps: ModelStudioDeps): Model => {
  const { clock, telemetry } = deps;
  const baseUrl = parseBaseUrl(deps.baseUrl);
  const deadlines = { ...DEFAULT_DEADLINES, ...deps.deadlines };
  const newId = deps.newId ?? randomUUID;
  const transport = deps.fetch === undefined ? createHttpTransport(clock, deps.proxy) : createFetchTransport(deps.fetch);
  const session = createSession({ transport, secrets: deps.secrets, clock, workspaceId: deps.workspaceId });

  /** One log line per failed call: codes only. */
  const observed = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = clock.now();
    try {
      return await work();
    } catch (error) {
      const { name, code } = error instanceof EditError ? error : { name: 'unexpected', code: 'unexpected' };
      telemetry?.log('warn', 'model.call-failed', { call, error: name, code, milliseconds: clock.now() - startedAt });
      throw error;
    }
  };

  const createTask = async (task: CreateTask, options?: CallOptions) => {
    const headers = {
      'Content-Type': 'application/json',
      'X-DashScope-Async': 'enable',
      ...(task.images.some((image) => image.startsWith('oss://')) ? { 'X-DashScope-OssResourceResolve': 'enable' } : {}),
    };
    const url = `${baseUrl}/services/aigc/image2image/image-synthesis`;
    const body = JSON.stringify(createBody(task));
    const secrets = secretsOfImages(task.images);
    const provesNothing = (answer: Answered): boolean => !provesNoTask(answer);
    const call = { method: 'POST', url, headers, body, freshConnection: true, secrets, provesNothing } as const;
    const limits = { ms: deadlines.create, signal: options?.signal };
    const outcome = await session.call(call, limits).catch((error: unknown): never => {
      throw keyUnreadable(error);
    });
    const ok = outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300;
    const created = ok ? readCreated(outcome.json) : undefined;
    if (created === undefined) throw createFailure(outcome);
    return { ...created, ...omitUndefined({ clockOffsetMs: outcome.kind === 'answer' ? outcome.clockOffsetMs : undefined }) };
  };

  const getTask = async (taskId: string, options?: CallOptions): Promise<TaskReport & ServiceClock> => {
    const call = { method: 'GET', url: `${baseUrl}/tasks/${checkTaskId(taskId)}` } as const;
    const outcome = await session.call(call, { ms: deadlines.get, signal: options?.signal });
    const read = ({ status, json, error, redact }: Answered) =>
      status === 200 ? parseTaskReport(json, { taskId, code: error.code, redact }) : undefined;
    const report = outcome.kind === 'answer' ? read(outcome) : undefined;
    if (report === undefined) throw readFailure(`The state of task ${taskId} could not be read`, outcome);
    return { ...report, ...omitUndefined({ clockOffsetMs: outcome.kind === 'answer' ? outcome.clockOffsetMs : undefined }) };
  };

  const listTasks = async (window: Window, options?: CallOptions): Promise<TaskList> => {
    const endsAt = clock.now() + deadlines.list;
    let clockOffsetMs: number | undefined;
    const readPage = async (part: Window, page: number): Promise<TaskPage> => {
      const ms = Math.max(1, endsAt - clock.now());
      const call = { method: 'GET', url: `${baseUrl}/tasks?${listQuery(part, page)}` } as const;
      const outcome = await session.call(call, { ms, signal: options?.signal });
      const read = parseTaskPage(jsonOf(outcome), part);
      if (read === undefined) throw readFailure('The list of tasks could not be read', outcome);
      if (outcome.kind === 'answer') clockOffsetMs ??= outcome.clockOffsetMs;
      return read;
    };
    const rows: TaskRow[] = [];
    let understood = true;
    for (const part of listableWindows(window)) {
      const listed = await readAllPages((page) => readPage(part, page));
      understood &&= listed.understood;
      rows.push(...listed.rows);
    }
    understood &&= isRemembered(window, clock.now() + (clockOffsetMs ?? 0));
    return { rows: oldestFirst(rows), understood, ...omitUndefined({ clockOffsetMs }) };
  };

  const ready = async (): Promise<void> => {
    await readKey(deps.secrets);
  };

  /** Not every address answers this, and everything works without: what goes wrong is no error, and leaves no line in the log. */
  const quota = async (options?: CallOptions): Promise<Quota | undefined> => {
    const call = { method: 'GET', url: `${baseUrl}/quotas?model=${MODEL}` } as const;
    const outcome = await session.call(call, { ms: deadlines.get, signal: options?.signal }).catch((error: unknown) => {
      if (error instanceof EditError) return undefined;
      throw error;
    });
    return outcome && parseQuota(jsonOf(outcome));
  };

  const cancelTask = async (taskId: string, options?: CallOptions) => {
    const call = { method: 'POST', url: `${baseUrl}/tasks/${checkTaskId(taskId)}/cancel` } as const;
    const outcome = await session.call(call, { ms: deadlines.cancel, signal: options?.signal });
    const confirmed = isConfirmation(jsonOf(outcome));
    if (confirmed) return 'canceled';
    if (outcome.kind === 'answer' && outcome.error.code === 'UnsupportedOperation') return 'not-pending';
    throw readFailure(`Task ${taskId} could not be canceled`, outcome);
  };

  const upload = { session, transport, clock, baseUrl, newId, ms: deadlines.upload };
  return {
    ready: () => observed('ready', ready),
    createTask: (task, options) => observed('create', () => createTask(task, options)),
    getTask: (taskId, options) => observed('get', () => getTask(taskId, options)),
    listTasks: (window, options) => observed('list', () => listTasks(window, options)),
    quota,
    cancelTask: (taskId, options) => observed('cancel', () => cancelTask(taskId, options)),
    uploadPicture: (picture, options) => observed('upload', () => uploadPicture(upload, picture, options?.signal)),
  };
};
