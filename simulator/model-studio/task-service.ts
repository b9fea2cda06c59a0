/** Model Studio's task service without HTTP: create, query, list, cancel and results, with rate limits and faults. */
import { randomUUID } from 'node:crypto';
import { SERVICE_RATE, TASK_RETENTION_MS } from '#core/service/limits.ts';
import { serviceError } from '../error-codes.ts';
import { createFaults, errorOf } from '../faults.ts';
import { createLies, toldOf } from '../lies/choose.ts';
import type { Said } from '../lies/lie.ts';
import { readMagicWords } from '../magic-words.ts';
import { createRandom, DEFAULT_DURATION, drawSeconds } from '../random.ts';
import { type Body, taskBody, unknownBody } from './bodies.ts';
import { createCallGate } from './call-gate.ts';
import type { CallHeaders, TaskService, TaskServiceOptions } from './contract.ts';
import { readCreateBody } from './create-request.ts';
import { noJournal } from './journal.ts';
import { createListing } from './list-endpoint.ts';
import { quotasReply } from './quotas.ts';
import { type Reply, wireOf, withWire } from './reply.ts';
import { createServiceTime } from './service-time.ts';
import { readResult, resultUrl } from './storage/results.ts';
import { statusOf, type Task, type Verdict } from './task.ts';
import { createTaskLedger } from './task-ledger.ts';
import { planTask } from './task-plan.ts';
import { viewTask } from './task-view.ts';
import { unresolvable } from './unresolvable.ts';

const ONE_PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Creates the service; nothing in it waits but the check and the drawing of images. */
export const createTaskService = (options: TaskServiceOptions): TaskService => {
  const { clock } = options;
  const speed = options.speed ?? 1;
  const random = options.random ?? createRandom(1);
  const newId = options.newId ?? randomUUID;
  const faults = createFaults(options.faults ?? [], random);
  const lies = createLies(options.lies ?? [], random);
  const time = createServiceTime(options, { lies, speed, usual: { ...SERVICE_RATE, ...options.limits } });
  const ledger = createTaskLedger({
    runningTasks: (at) => time.limits(at).runningTasks,
    speed,
    journal: options.journal ?? noJournal,
    onExpired: (task) => options.onExpired?.(task),
  });
  const queryErrors = new Map<string, number>();
  const gate = createCallGate({ ...options, limits: time.limits, speed, newId, faults });
  let firstAccepted: Body | undefined;
  const { requests, reject, checkKey, strike, guarded } = gate;
  const answerList = createListing({ ...options, lies, time, speed, reject, newId, visible: ledger.visible });

  const inspect = (task: Task, images: readonly string[], resolveOss: boolean): void => {
    const recordVerdict = (verdict: Verdict): void => ledger.inspected(task, verdict, clock.now());
    const looked = unresolvable(images) ??
      options.inspect?.({ taskId: task.id, account: task.account, images, resolveOss }) ?? { ok: true, images: [] };
    if (looked instanceof Promise) {
      looked.then(recordVerdict, (cause: unknown) => recordVerdict({ ok: false, code: 'InternalError', message: String(cause) }));
    } else {
      recordVerdict(looked);
    }
  };

  const accept = (headers: CallHeaders, body: unknown, account: string): Reply => {
    const bodyBytes = headers.bodyBytes ?? 0;
    const instead = (tells: ReturnType<typeof lies.told<'refusal'>>): Said | undefined =>
      tells.map((tell) => tell({ bodyBytes, firstAccepted })).find((said) => said !== undefined);
    const refused = instead(lies.told('refusal', promptIn(body)));
    if (refused !== undefined) return refused;
    if (headers.async?.toLowerCase() !== 'enable') {
      return reject(serviceError('AccessDenied', 'current user api does not support synchronous calls.'));
    }
    const read = readCreateBody(body);
    if ('error' in read) return reject(read.error);
    const { sizeProblem } = read;
    if (sizeProblem !== undefined && options.sizeCheck !== 'task') return reject(serviceError('InvalidParameter', sizeProblem));
    const magic = readMagicWords(read.request.prompt);
    if (!magic.ok) return reject(serviceError('InvalidParameter', magic.reason));
    const refusedByMagic = instead(toldOf('refusal', magic.words.lies));
    if (refusedByMagic !== undefined) return refusedByMagic;
    const magicError = errorOf(magic.words.create);
    if (magicError !== undefined) return reject(magicError);
    const magicWire = wireOf(magic.words.create, speed);
    if (magic.words.create === 'drop-before') return withWire({ status: 0, body: {} }, magicWire);
    const now = clock.now();
    const prompt = read.request.prompt;
    const chosen = lies.ofTask({ prompt });
    const tellId = [...toldOf('task-id', chosen), ...toldOf('task-id', magic.words.lies)];
    const id = tellId.reduce((plain, tell) => tell(plain), newId());
    const requestId = newId();
    const task: Task = {
      id,
      requestId,
      account,
      submittedAt: now,
      request: { ...read.request, seed: read.request.seed ?? Math.floor(random() * 2 ** 31) },
      plan: planTask({
        now,
        n: read.request.n,
        words: magic.words,
        fault: strike('task', { account, taskId: id, prompt }),
        lies: chosen,
        drawnSeconds: drawSeconds(options.duration ?? DEFAULT_DURATION, read.request.n, random),
        speed,
        ...(sizeProblem === undefined ? {} : { sizeProblem }),
      }),
    };
    ledger.add(task);
    inspect(task, read.images, headers.ossResolve?.toLowerCase() === 'enable');
    const accepted: Said = { status: 200, body: { output: { task_status: 'PENDING', task_id: id }, request_id: requestId } };
    firstAccepted ??= accepted.body;
    const tells = [...lies.told('create', { prompt, taskId: id }), ...toldOf('create', magic.words.lies)];
    return withWire(
      tells.reduce((said, tell) => tell(said), accepted),
      magicWire,
    );
  };

  const answerQuery = (account: string, id: string): Reply => {
    const now = clock.now();
    const task = ledger.find(account, id, now);
    if (task === undefined) return { status: 200, body: unknownBody(id, newId()) };
    const errors = queryErrors.get(id) ?? 0;
    if (task.plan.query !== undefined && errors < task.plan.query.times) {
      queryErrors.set(id, errors + 1);
      return reject(serviceError(task.plan.query.code));
    }
    const origin = options.resultOrigin?.() ?? 'http://dashscope-result.invalid';
    const expires = Math.ceil(((task.endedAt ?? now) + TASK_RETENTION_MS / speed) / 1000);
    const url = (index: number): string => resultUrl(origin, task, index, expires);
    const honest = taskBody(task, newId(), url, time.shown);
    return { status: 200, body: toldOf('task', task.plan.lies).reduce((body, { tell }) => tell(body, url), honest) };
  };

  const answerCancel = (account: string, id: string): Reply => {
    const now = clock.now();
    const task = ledger.find(account, id, now);
    if (task === undefined || statusOf(task) !== 'PENDING') return reject(serviceError('UnsupportedOperation'));
    ledger.cancel(task, now);
    return { status: 200, body: { request_id: newId() } };
  };

  const promptIn = (body: unknown): { prompt?: string } => {
    const prompt = (body as { input?: { prompt?: unknown } } | null)?.input?.prompt;
    return typeof prompt === 'string' ? { prompt } : {};
  };

  return {
    requests,
    faults,
    lies,
    speed,
    checkKey,
    newId,
    createTask(headers, body) {
      requests.creates += 1;
      return guarded('create', headers, promptIn(body), (account) => accept(headers, body, account));
    },
    getTask(headers, id) {
      requests.queries += 1;
      return guarded('query', headers, { taskId: id }, (account) => answerQuery(account, id));
    },
    listTasks(headers, parameters = {}) {
      requests.lists += 1;
      return guarded('list', headers, {}, (account) => answerList(account, parameters));
    },
    cancelTask(headers, id) {
      requests.cancels += 1;
      return guarded('cancel', headers, { taskId: id }, (account) => answerCancel(account, id));
    },
    getResult(method, pathAndQuery) {
      requests.results += 1;
      const now = clock.now();
      return readResult(method, pathAndQuery, now, {
        find: (id) => {
          const task = ledger.byId(id);
          return task === undefined ? undefined : ledger.find(task.account, id, now);
        },
        strike: (task) => strike('result', { taskId: task.id, prompt: task.request.prompt, account: task.account }),
        render: async (task, index) => (await options.render?.({ task, index })) ?? ONE_PIXEL_PNG,
        speed,
      });
    },
    getQuotas(headers, parameters = {}) {
      return guarded('query', headers, {}, () =>
        options.quotas === true ? quotasReply(parameters, time.limits(clock.now()), newId()) : reject(serviceError('NotFound')),
      );
    },
    now: () => time.shown(clock.now()),
    date: time.date,
    tasks: () => ledger.all(clock.now()).map(viewTask),
  };
};
