/**
 * One simulated deployment: the real functions and the real workflow file over a ledger, a store in memory, and the
 * simulated service behind the real client, all in virtual time. One seed decides everything that happens.
 */
import { createModelStudio } from '#adapters/dashscope/index.ts';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { createTaskService, type TaskService } from '#simulator/index.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createVirtualWorkflow, type VirtualExecution } from '#test/support/run-workflow.ts';
import type { VirtualClock } from '#test/support/virtual-clock.ts';
import { type Deployment, type DeploymentOptions, NO_NOISE, type Noise } from './deployment-options.ts';
import { createRandomFaults, type PortName } from './faults.ts';
import { createFunctions, type Functions, type Ports } from './functions.ts';
import { createInvoker } from './invocation.ts';
import { createJournal } from './journal.ts';
import { latencyOf } from './latency.ts';
import { createRunLedger, type RunLedger } from './ledger/run-ledger.ts';
import { createMachineClock } from './machine-clock.ts';
import { createModelStudioDownloads } from './model-studio/downloads.ts';
import { type ListDown, modelStudioPlan } from './model-studio/faults.ts';
import { createModelStudioFetch } from './model-studio/fetch.ts';
import { lieRules } from './model-studio/service-lies.ts';
import { resultImage } from './result-image.ts';
import { createRunClock } from './run-clock.ts';
import { oneOf, type Random, streamOf } from './seeded.ts';
import { createUploadQueue, DEPLOYED_QUEUE } from './upload-queue.ts';

/** How often the sweep runs, as lib/triggers/triggers.ts deploys it, in ms. */
const SWEEP_EVERY_MS = 5 * 60_000;

/** Lambda repeats an asynchronous invocation that failed after these times, in ms (Lambda guide, "Asynchronous invocation"). */
const ASYNC_RETRIES_MS = [0, 60_000, 120_000] as const;

const API_KEY = 'sk-simulated-account-key';

/** Builds a deployment in which nothing has happened, and starts its schedule. */
export const createDeployment = (options: DeploymentOptions): Deployment => {
  const { seed, noise = NO_NOISE, listDown = () => false, capacity = DEFAULT_CAPACITY } = options;
  const stream = (name: string): Random => streamOf(seed, name);
  const { parts = {} } = options;
  const clock = parts.clock ?? createRunClock();
  const journal = createJournal(clock);
  const ledger = createRunLedger({
    kind: options.ledger ?? 'sqlite',
    clock,
    random: stream('ledger'),
    latency: options.latency ?? true,
    faults: noise.ledger,
    ...omitUndefined({ transactionMs: options.transactionMs }),
  });
  const store = createMemoryStore({ clock, ...(options.links === false ? {} : { linkBase: 'https://images.example' }) });
  const latency = latencyOf(stream('latency'), options.latency ?? true);
  const service = createRunModelStudio(options, noise, clock, stream, listDown, journal.lie);
  const machineClock = createMachineClock(clock, stream('clock'), noise.jumps);
  const modelStudio = parts.watch?.(service) ?? service;
  const secrets = parts.secrets ?? { apiKey: async () => API_KEY };
  const model =
    parts.model?.(modelStudio, { clock: machineClock, secrets }) ??
    createModelStudio({
      secrets,
      baseUrl: 'https://service.invalid/api/v1',
      clock: machineClock,
      fetch: createModelStudioFetch({
        modelStudio,
        clock,
        random: stream('way'),
        way: noise.way,
        latencyMs: latency.modelStudio,
        onArrival: journal.arrival,
      }),
    });
  const corruption = stream('corruption');
  const downloads =
    parts.downloads?.(modelStudio, clock) ??
    createModelStudioDownloads({
      modelStudio,
      clock,
      latencyMs: () => latency.modelStudio('other'),
      corrupt: (body) => (noise.corruption > 0 && corruption() < noise.corruption ? damaged(body, corruption) : body),
    });
  const workflow = createVirtualWorkflow({
    clock,
    handlers: () => functions,
    random: stream('jitter'),
    keepHistory: false,
    onEnd: (execution) => void tellEnd(clock, functions, execution),
  });
  const ports = { store: parts.store?.(store, clock) ?? store, workflow, model, downloads, publisher: journal.publisher };
  const invoke = createInvoker({
    clock,
    machineClock,
    portsOver: (own): Ports => ({ ...ports, ledger: ledger.over(own) }),
    faults: options.faults ?? createRandomFaults(stream('faults'), noise.functions),
    latency: portLatency(latency.port, ledger),
    onCall: journal.call,
  });
  let ids = 0;
  const functions = createFunctions({
    invoke,
    telemetry: journal.telemetry,
    capacity,
    config: options.imagesPerDay === undefined ? {} : { imagesPerDay: options.imagesPerDay },
    newId: () => `call-${++ids}`,
  });
  const queue = createUploadQueue(clock, { ...DEPLOYED_QUEUE, ...options.queue }, functions.startEdit);
  const schedule = new AbortController();
  void sweepForever(clock, functions, schedule.signal);
  return {
    clock,
    ledger: ledger.itself,
    store,
    modelStudio,
    workflow,
    queue,
    functions,
    journal,
    random: stream('world'),
    jumps: machineClock.jumps,
    stream,
    invalidRequests: ledger.invalid,
    countStates: () => ledger.countStates(),
    close: () => {
      schedule.abort(new Error('over'));
      ledger.close();
    },
  };
};

const portLatency =
  (latency: (port: PortName) => number, ledger: RunLedger): ((port: PortName) => number) =>
  (port) =>
    port === 'ledger' && ledger.takesTime ? 0 : latency(port);

const createRunModelStudio = (
  { duration, service }: DeploymentOptions,
  noise: Noise,
  clock: VirtualClock,
  stream: (name: string) => Random,
  listDown: ListDown,
  told: (lie: string) => void,
): TaskService => {
  let ids = 0;
  return createTaskService({
    clock,
    clockSkewSeconds: noise.skewMs / 1000,
    random: stream('service'),
    newId: () => `task-${String(++ids).padStart(8, '0')}`,
    ...omitUndefined({ duration }),
    faults: modelStudioPlan(noise.modelStudio, listDown, clock.now),
    ...(noise.listLagSeconds === Number.POSITIVE_INFINITY ? {} : { listDelaySeconds: noise.listLagSeconds }),
    lies: [
      ...(noise.listLagSeconds === Number.POSITIVE_INFINITY ? [{ lie: 'list-lag', value: 'ever' } as const] : []),
      ...(noise.lies.length > 0 ? [{ lie: 'retry-after', value: '7' } as const] : []),
      ...lieRules(noise.lies, stream('lies'), told),
    ],
    render: ({ task, index }) => resultImage(task.id, index + 1),
    resultOrigin: () => 'https://dashscope-result-sgp.oss-ap-southeast-1.aliyuncs.com',
    ...service,
  });
};

const damaged = (body: Uint8Array, random: Random): Uint8Array => {
  const copy = Uint8Array.from(body);
  const at = oneOf(random, [...copy.keys()]);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
};

/** "Execution Status Change" for execution-ended, delivered as an asynchronous invocation is: three tries, then the sweep is left. */
const tellEnd = async (clock: VirtualClock, functions: Functions, { name, end }: VirtualExecution): Promise<void> => {
  if (end === undefined || end.status === 'SUCCEEDED') return;
  const failure = end.status === 'FAILED' ? { error: end.error, cause: end.cause } : {};
  for (const pause of ASYNC_RETRIES_MS) {
    await clock.sleep(pause + 500);
    const told = await functions.executionEnded({ detail: { name, status: end.status, ...failure } }).then(
      () => true,
      () => false,
    );
    if (told) return;
  }
};

const sweepForever = async (clock: VirtualClock, functions: Functions, signal: AbortSignal): Promise<void> => {
  for (;;) {
    try {
      await clock.sleep(SWEEP_EVERY_MS, signal);
    } catch {
      return;
    }
    functions.sweep(undefined).catch(() => undefined);
  }
};
