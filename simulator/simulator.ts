/** The whole simulator: task service, uploads and images behind one HTTP interface, on a port or as a `fetch` function. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { Audit, AuditedPicture } from './audit/audit.ts';
import { type Clock, systemClock } from './clock.ts';
import { createInProcessFetch } from './http/in-process-fetch.ts';
import { createHandle } from './http/routes.ts';
import { createHttpServer } from './http/server.ts';
import { createUploads } from './http/uploads.ts';
import { createImageFolder } from './images/image-folder.ts';
import { createInspector, inputKey } from './images/inspect.ts';
import { createRenderer } from './images/render.ts';
import type { RenderJob, RequestCounters, TaskService, TaskServiceOptions } from './model-studio/contract.ts';
import { createFileJournal, noJournal } from './model-studio/journal.ts';
import type { Task } from './model-studio/task.ts';
import { createTaskService } from './model-studio/task-service.ts';
import type { TaskView } from './model-studio/task-view.ts';

/** Options of a simulator; every default behaves like the real service. */
export interface SimulatorOptions extends Omit<TaskServiceOptions, 'clock' | 'inspect' | 'render' | 'onExpired' | 'journal'> {
  readonly clock?: Clock;
  /** Keeps tasks, uploads and inputs here, so that a simulator started again on it goes on where the last one ended. */
  readonly stateFolder?: string;
  /** Replaces the drawing of result images, for instance by a constant. */
  readonly render?: (job: RenderJob) => Uint8Array | Promise<Uint8Array>;
  /** Replaces fetching and checking of input images; `false` accepts every input unseen. */
  readonly inspect?: TaskServiceOptions['inspect'] | false;
  /** Fetches input images given by URL. */
  readonly fetch?: typeof fetch;
  /** Watches everything that is asked of the service. */
  readonly audit?: Audit;
  /** Real milliseconds after which the download of an input counts as failed; 10,000 by default. */
  readonly downloadTimeoutMs?: number;
}

/** A running stand-in for Model Studio. */
export interface Simulator {
  /** Opens a port (any free one by default). */
  listen(port?: number, host?: string): Promise<{ readonly baseUrl: string }>;
  /** Closes the port and removes temporary files. */
  close(): Promise<void>;
  /** Every task ever created. */
  tasks(): readonly TaskView[];
  /** What the audit counted; nothing without one. */
  audited(): Promise<readonly AuditedPicture[]>;
  /** Counts of calls so far. */
  readonly requests: RequestCounters;
  /** The service without HTTP. */
  readonly service: TaskService;
  /** The whole HTTP interface as a `fetch` function, without a socket. */
  readonly fetch: typeof fetch;
}

/** Creates a simulator; nothing is opened before `listen`. */
export const createSimulator = (options: SimulatorOptions = {}): Simulator => {
  const clock = options.clock ?? systemClock;
  const { stateFolder } = options;
  const retentionMs = TASK_RETENTION_MS / (options.speed ?? 1);
  let origin = 'http://simulator.invalid';
  if (stateFolder !== undefined) openStateFolder(stateFolder);
  const files = createImageFolder(clock.now, stateFolder === undefined ? undefined : join(stateFolder, 'images'));
  if (stateFolder !== undefined) files.removeOlderThan(clock.now() - 2 * retentionMs).catch(() => undefined);
  const renderer = createRenderer({ files });
  const inspector = createInspector({
    files,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.downloadTimeoutMs ?? 10_000,
    readUpload: (address, account) => uploads.read(address, account),
  });
  const forget = (task: Task): void => {
    for (let index = 0; index < task.request.imageCount; index += 1)
      files.remove(inputKey(task.id, index)).catch(() => undefined);
  };
  const { inspect, render, audit, ...rest } = options;
  const unwatched = createTaskService({
    ...rest,
    clock,
    onExpired: forget,
    resultOrigin: options.resultOrigin ?? (() => origin),
    journal:
      stateFolder === undefined ? noJournal : createFileJournal(join(stateFolder, 'tasks.jsonl'), clock.now() - retentionMs),
    render: render ?? renderer,
    ...(inspect === false ? {} : { inspect: inspect ?? inspector }),
  });
  const service = audit?.watch(unwatched) ?? unwatched;
  const uploads = createUploads({ service, now: clock.now, origin: () => origin, files });
  const handle = createHandle(service, uploads);
  const server = createHttpServer(handle, clock);

  return {
    service,
    requests: service.requests,
    tasks: service.tasks,
    audited: async () => (await audit?.report(uploads.read)) ?? [],
    fetch: createInProcessFetch(handle, clock),
    listen: (port = 0, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address() as AddressInfo;
          origin = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
          resolve({ baseUrl: `${origin}/api/v1` });
        });
      }),
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await files.close();
    },
  };
};

/** Makes the folder; what it holds by the name `pictures`, as until version 0.2, is kept. */
const openStateFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  const former = join(folder, 'pictures');
  if (existsSync(former) && !existsSync(join(folder, 'images'))) renameSync(former, join(folder, 'images'));
};
