/** The service in memory and in virtual time, with its limits of running tasks and its list; every call can be scripted to go wrong. */

import { NotAccepted, ResultUnavailable, SubmissionUnknown, Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { CreateTask, Model, ResultDownloads } from '#core/ports/model.ts';
import { SERVICE_RATE, TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { Quota, TaskImage, TaskReport } from '#core/service/task.ts';
import { pngOf } from './pictures/png.ts';

/** A task as the service keeps it. Instants in epoch ms by the service's clock. */
export interface ServiceTask {
  readonly taskId: string;
  readonly request: CreateTask;
  readonly createdAt: number;
  scheduledAt?: number;
  endedAt?: number;
  ending: Ending;
  canceled?: boolean;
}

/** How a task ends. `images` of SUCCEEDED: a code in place of a picture withholds it. */
export type Ending =
  | {
      readonly status: 'SUCCEEDED';
      readonly images?: readonly ('picture' | { readonly code: string; readonly message: string })[];
      /** What the service says that it charges; as many as it has pictures by default. */
      readonly imageCount?: number;
    }
  | { readonly status: 'FAILED'; readonly code: string; readonly message: string };

/**
 * What happens to one create: accepted; accepted and the reply lost; answered with an older task by something in between; refused or
 * broken before it had an effect.
 */
export type CreateScript = 'accept' | 'accept-and-lose-reply' | { readonly answerWith: string } | Error;

/** What can be asked of the service. */
export type Call =
  | 'ready'
  | 'createTask'
  | 'probe'
  | 'getTask'
  | 'listTasks'
  | 'quota'
  | 'cancelTask'
  | 'uploadPicture'
  | 'download';

/** The service, with a look inside and a say in what happens. */
export interface ScriptedModel {
  readonly model: Model;
  readonly downloads: ResultDownloads;
  /** Every task but the probes, in the order of creation: those that the service may bill. */
  readonly tasks: readonly ServiceTask[];
  /** Every probe (core/admission/probe.ts): a task whose picture cannot be fetched. */
  readonly probes: readonly ServiceTask[];
  /** How often each call was made; a create of a probe counts as `probe`. */
  readonly calls: Readonly<Record<Call, number>>;
  /** What the next creates do, in order; then they are accepted. Probes are not scripted here. */
  scriptCreates(...scripts: readonly CreateScript[]): void;
  /** What the next calls of a kind throw, in order (undefined: nothing); then they work. */
  scriptErrors(call: Exclude<Call, 'createTask' | 'uploadPicture'>, ...errors: readonly (Error | undefined)[]): void;
  /** How the next tasks end, in order; then they succeed. */
  scriptEndings(...endings: readonly Ending[]): void;
  /** What the service tells of its limits from now on; nothing in the beginning. */
  tellQuota(quota: Quota | undefined): void;
  /** A task that another program on the same account created. */
  addForeignTask(prompt: string): ServiceTask;
  /** Largest number of tasks that ran at once. */
  readonly mostRunning: number;
}

/** What the service is like. */
export interface ScriptedModelOptions {
  /** Our clock. */
  readonly clock: Clock;
  /** The service's time before `skewMs`, epoch ms; default: our clock. */
  readonly time?: () => number;
  /** How long the service works on the task number `index` (from 0), in ms. Default 60 s. */
  readonly taskMs?: (index: number) => number;
  /** The service's clock minus ours, in ms. */
  readonly skewMs?: number;
  /** A new task shows in the list after this, in ms. */
  readonly listDelayMs?: number;
  /** Whether an answer about a task tells the service's clock. Default true. */
  readonly tellsClock?: boolean;
  /** How long a create takes, in ms. */
  readonly createMs?: number;
  /** Tasks at once. */
  readonly slots?: number;
}

/** A service without tasks. */
export const createScriptedModel = ({
  clock,
  time = () => clock.now(),
  taskMs = () => 60_000,
  skewMs = 0,
  listDelayMs = 0,
  tellsClock = true,
  createMs = 300,
  slots = SERVICE_RATE.runningTasks,
}: ScriptedModelOptions): ScriptedModel => {
  /** Every task, probes too. */
  const made: ServiceTask[] = [];
  const creates: CreateScript[] = [];
  const endings: Ending[] = [];
  const errors = new Map<string, (Error | undefined)[]>();
  const calls: Record<Call, number> = {
    ready: 0,
    createTask: 0,
    probe: 0,
    getTask: 0,
    listTasks: 0,
    quota: 0,
    cancelTask: 0,
    uploadPicture: 0,
    download: 0,
  };
  let told: Quota | undefined;
  let mostRunning = 0;

  const serviceNow = (): number => time() + skewMs;
  const clockOffsetMs = (): number => serviceNow() - clock.now();
  const count = (call: keyof typeof calls): void => {
    calls[call] += 1;
    const error = errors.get(call)?.shift();
    if (error !== undefined) throw error;
  };

  /** Works out what happened until now: tasks start in order as slots become free. */
  const progress = (): void => {
    const now = serviceNow();
    for (;;) {
      const running = made.filter((task) => task.scheduledAt !== undefined && !task.canceled);
      const next = made.find((task) => task.scheduledAt === undefined && !task.canceled);
      if (next === undefined || slots < 1) break;
      const busyUntil = running.map((task) => task.endedAt ?? 0).sort((a, b) => b - a);
      const freeAt = busyUntil[slots - 1] ?? 0;
      const start = Math.max(next.createdAt + 25, freeAt);
      if (start > now) break;
      next.scheduledAt = start;
      next.endedAt = start + (isProbe(next.request) ? PROBE_MS : taskMs(billable(made).indexOf(next)));
    }
    const busy = made.filter((task) => (task.scheduledAt ?? now + 1) <= now && (task.endedAt ?? 0) > now).length;
    mostRunning = Math.max(mostRunning, busy);
  };

  const add = (request: CreateTask): ServiceTask => {
    const probe = isProbe(request);
    const number = made.filter((task) => isProbe(task.request) === probe).length + 1;
    const task: ServiceTask = {
      taskId: `${probe ? 'probe' : 'task'}-${number}`,
      request,
      createdAt: serviceNow(),
      ending: probe ? PICTURE_OUT_OF_REACH : (endings.shift() ?? { status: 'SUCCEEDED' }),
    };
    made.push(task);
    return task;
  };

  const find = (taskId: string): ServiceTask | undefined =>
    made.find((task) => task.taskId === taskId && serviceNow() - task.createdAt < TASK_RETENTION_MS);

  const statusOf = (task: ServiceTask): TaskReport['status'] => {
    if (task.canceled) return 'CANCELED';
    if (task.scheduledAt === undefined) return 'PENDING';
    return (task.endedAt ?? 0) > serviceNow() ? 'RUNNING' : task.ending.status;
  };

  const reportOf = (task: ServiceTask): TaskReport => {
    const status = statusOf(task);
    const times = {
      submittedAt: task.createdAt,
      ...omitUndefined({ scheduledAt: task.scheduledAt }),
      ...(task.endedAt !== undefined && task.endedAt <= serviceNow() ? { endedAt: task.endedAt } : {}),
    };
    if (status === 'FAILED' && task.ending.status === 'FAILED') {
      return { status, times, code: task.ending.code, message: task.ending.message };
    }
    if (status === 'SUCCEEDED' && task.ending.status === 'SUCCEEDED') {
      const wanted = task.ending.images ?? Array.from({ length: task.request.parameters.n }, () => 'picture' as const);
      const images = wanted.map(
        (image, place): TaskImage =>
          image === 'picture' ? { url: `https://results.test/${task.taskId}/${place + 1}?at=${clock.now()}` } : image,
      );
      return {
        status,
        times,
        images,
        imageCount: task.ending.imageCount ?? images.filter((image) => 'url' in image).length,
        originalPrompt: task.request.prompt,
        ...(task.request.parameters.promptExtend ? { actualPrompt: `${task.request.prompt}, in detail` } : {}),
      };
    }
    if (status === 'PENDING' || status === 'RUNNING' || status === 'CANCELED') return { status, times };
    return { status: 'UNKNOWN' };
  };

  const model: Model = {
    createTask: async (request, options) => {
      const probe = isProbe(request);
      count(probe ? 'probe' : 'createTask');
      const script = probe ? 'accept' : (creates.shift() ?? 'accept');
      await clock.sleep(createMs, options?.signal);
      if (script instanceof Error) throw script;
      if (typeof script === 'object')
        return { taskId: script.answerWith, requestId: 'request-0', clockOffsetMs: clockOffsetMs() };
      const task = add(request);
      if (script === 'accept-and-lose-reply') throw lostReply();
      return { taskId: task.taskId, requestId: `request-${made.length}`, clockOffsetMs: clockOffsetMs() };
    },
    getTask: async (taskId) => {
      count('getTask');
      progress();
      const task = find(taskId);
      const report: TaskReport = task === undefined ? { status: 'UNKNOWN' } : reportOf(task);
      return { ...report, ...omitUndefined({ clockOffsetMs: tellsClock ? serviceNow() - clock.now() : undefined }) };
    },
    listTasks: async ({ from, to }) => {
      count('listTasks');
      progress();
      const rows = made
        .filter((task) => serviceNow() - task.createdAt < TASK_RETENTION_MS)
        .filter((task) => task.createdAt >= from && task.createdAt <= to && task.createdAt + listDelayMs <= serviceNow())
        .map((task) => ({ taskId: task.taskId, createdAt: task.createdAt, status: statusOf(task) }));
      return { rows, understood: true, clockOffsetMs: clockOffsetMs() };
    },
    ready: async () => count('ready'),
    quota: async () => {
      count('quota');
      return told;
    },
    cancelTask: async (taskId) => {
      count('cancelTask');
      progress();
      const task = find(taskId);
      if (task === undefined || statusOf(task) !== 'PENDING') return 'not-pending';
      task.canceled = true;
      task.endedAt = serviceNow();
      return 'canceled';
    },
    uploadPicture: async ({ name, body, bytes }) => {
      calls.uploadPicture += 1;
      let seen = 0;
      for await (const piece of body) seen += piece.length;
      if (seen !== bytes) throw broken('UPLOAD_BROKEN', `${name} has ${seen} bytes, not ${bytes}`);
      return `oss://dashscope-instant/${name}`;
    },
  };

  const downloads: ResultDownloads = {
    open: async (url) => {
      count('download');
      const [, taskId, place] = /\/(task-\d+)\/(\d+)\?/.exec(url) ?? [];
      const task = find(taskId ?? '');
      if (task === undefined) throw expired(url);
      const content = pictureOf(task, Number(place));
      return { bytes: content.length, mediaType: 'image/png', body: pieces(content) };
    },
  };

  return {
    model,
    downloads,
    get tasks() {
      return billable(made);
    },
    get probes() {
      return made.filter((task) => isProbe(task.request));
    },
    calls,
    scriptCreates: (...scripts) => {
      creates.push(...scripts);
    },
    scriptErrors: (call, ...thrown) => {
      errors.set(call, [...(errors.get(call) ?? []), ...thrown]);
    },
    scriptEndings: (...next) => {
      endings.push(...next);
    },
    tellQuota: (quota) => {
      told = quota;
    },
    addForeignTask: (prompt) => add({ prompt, images: [], parameters: { n: 1, promptExtend: true, watermark: false } }),
    get mostRunning() {
      return mostRunning;
    },
  };
};

/** Whether a request is a probe: its only picture lies below a name that never resolves. */
const isProbe = ({ images }: CreateTask): boolean =>
  images.length === 1 && images[0]?.startsWith('https://darkroom-probe.invalid/') === true;

const billable = (tasks: readonly ServiceTask[]): readonly ServiceTask[] => tasks.filter((task) => !isProbe(task.request));

/** How long the service tries to fetch the picture of a probe, in ms. */
const PROBE_MS = 2000;

/** What the service says of a picture that it cannot fetch; not billed. */
const PICTURE_OUT_OF_REACH: Ending = { status: 'FAILED', code: 'InvalidURL', message: 'the picture cannot be fetched' };

/** The picture number `place` (from 1) of a task: another one for every task and place. */
export const pictureOf = (task: Pick<ServiceTask, 'taskId'>, place: number): Uint8Array =>
  pngOf(64, 48, Number(task.taskId.slice('task-'.length)) * 4 + place);

async function* pieces(content: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += 50) yield content.subarray(at, at + 50);
}

/** The error of a reply that never came. */
export const lostReply = (): SubmissionUnknown =>
  new SubmissionUnknown({
    code: 'NO_REPLY',
    message: 'the connection broke after the request was sent',
    hint: 'Look for the task.',
  });

/** The error of a service that is busy. */
export const throttled = (): NotAccepted =>
  new NotAccepted({ code: 'Throttling.RateQuota', message: 'too many requests', hint: 'Wait.' });

/** The error of a read that failed. */
export const broken = (code = 'SERVICE_DOWN', message = 'the service does not answer'): Unavailable =>
  new Unavailable({ code, message, hint: 'Try again.' });

const expired = (url: string): ResultUnavailable =>
  new ResultUnavailable({ code: 'RESULT_EXPIRED', message: `${url} has expired`, hint: 'Ask the task again.' });
