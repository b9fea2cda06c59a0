/**
 * Starts so many edits at once on the embedded runtime, in a process of its own, and says how long they took and how much memory.
 * Run as `node run.ts <edits> [folder]`. SQLite, folder store, interpreter and handlers are real; the model answers in process.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import { createResultDownloads } from '#adapters/dashscope/results/result-downloads.ts';
import { createBus } from '#adapters/embedded/bus.ts';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { createEmbeddedWorkflow, type EmbeddedWorkflow } from '#adapters/embedded/workflow/embedded-workflow.ts';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { hashOf } from '#core/ids.ts';
import { profileName } from '#core/polling/duration-profile.ts';
import { MODEL } from '#core/service/limits.ts';
import { createSteps, type EditingDeps } from '#local/steps.ts';
import { createSimulator } from '#simulator/index.ts';
import { queuedEdit } from '#test/support/edits.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { createQuickClock } from './quick-clock.ts';

/** What one run took. */
export interface EmbeddedRun {
  readonly edits: number;
  readonly seconds: number;
  readonly editsPerSecond: number;
  /** Of the processor, which a busy machine does not change. */
  readonly cpuMsPerEdit: number;
  readonly peakMib: number;
  /** Memory per edit in flight beyond that of the process before the first one, in KiB. */
  readonly kibPerEdit: number;
}

/** Times as fast as the wall: creates may come every 5 ms, and a create still has 0.7 s. */
const SPEED = 40;

/** How long the workflow waits for a task of 1.5 s that is so much faster, in ms. */
const WAIT_MS = 45;

/** How long it waits before it repeats a step, in ms; the file says 2 s at first. */
const RETRY_MS = 50;

const PROJECT = join(import.meta.dirname, '..', '..');
const PICTURE = pngOf(640, 480);

const runEdits = async (count: number, home: string): Promise<EmbeddedRun> => {
  const clock = createQuickClock(SPEED);
  const simulator = createSimulator({
    clock: { now: clock.now, setTimer: () => ({ cancel: () => undefined }) },
    duration: { medianSeconds: 1.5, p95Seconds: 1.8 },
    limits: { runningTasks: DEFAULT_CAPACITY, createsPerSecond: 1e6, queriesPerSecond: 1e6 },
    inspect: false,
    render: () => PICTURE,
  });
  const { baseUrl } = await simulator.listen();
  const database = openDatabase({ file: join(home, 'ledger.sqlite') });
  const ledger = createSqliteLedger({ database });
  for (const folder of ['uploads', 'results']) await mkdir(join(home, folder));
  const store = createFolderStore({ home, clock, newId: randomUUID });
  let workflow: EmbeddedWorkflow | undefined;
  const started = (): EmbeddedWorkflow => {
    if (workflow === undefined) throw new Error('the workflow is not there yet');
    return workflow;
  };
  const deps: EditingDeps = {
    ledger,
    store,
    clock,
    telemetry: { log: () => undefined, measure: () => undefined },
    publisher: createBus(),
    workflow: {
      start: (editId, attempt) => started().start(editId, attempt),
      succeed: (token, output) => started().succeed(token, output),
      fail: (token, error, cause) => started().fail(token, error, cause),
      status: (editId, attempt) => started().status(editId, attempt),
    },
    model: createModelStudio({ baseUrl, clock, fetch: simulator.fetch, secrets: { apiKey: async () => 'simulated' } }),
    downloads: createResultDownloads({ clock, allowOrigins: [new URL(baseUrl).origin] }),
    capacity: DEFAULT_CAPACITY,
    config: {},
  };
  workflow = createEmbeddedWorkflow({
    definition: JSON.parse(await readFile(join(PROJECT, 'statemachines', 'edit-image.asl.json'), 'utf8')),
    handlers: createSteps(deps),
    database,
    clock,
    newId: randomUUID,
    pace: { waitTimeOverrides: { Wait: WAIT_MS }, retryIntervalOverrides: { 'Await slot': RETRY_MS, Submit: RETRY_MS } },
  });
  await ledger.commitProfile(profileName(MODEL, 1), {
    revision: 1,
    count: 100,
    meanLog: Math.log(1.5),
    varianceLog: 0.0123,
  });
  const { versionId } = await store.put('uploads/clock.png', streamOf(PICTURE), { mediaType: 'image/png' });
  const picture = {
    kind: 'object',
    key: 'uploads/clock.png',
    versionId,
    mediaType: 'image/png',
    width: 640,
    height: 480,
  } as const;

  const before = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  const ids = Array.from({ length: count }, (_, i) => hashOf('bench', String(i)));
  for (const editId of ids) {
    const now = clock.now();
    const times = { createdAt: now, updatedAt: now };
    await ledger.claim(queuedEdit({ editId, images: [{ ...picture, bytes: PICTURE.length }], times }), {});
    await workflow.start(editId, 1);
  }
  await workflow.idle();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const editId of ids) {
    const edit = await ledger.get(editId);
    if (edit?.state !== 'SUCCEEDED') throw new Error(`edit ${editId} is ${edit?.state}: ${JSON.stringify(edit?.problem)}`);
  }
  const peak = process.resourceUsage().maxRSS * 1024;
  await workflow.stop(0);
  database.close();
  await simulator.close();
  return {
    edits: count,
    seconds,
    editsPerSecond: count / seconds,
    cpuMsPerEdit: (user + system) / 1000 / count,
    peakMib: peak / 1024 ** 2,
    kibPerEdit: (peak - before) / 1024 / count,
  };
};

const home = await mkdtemp(join(process.argv[3] ?? tmpdir(), 'darkroom-bench-'));
try {
  process.stdout.write(JSON.stringify(await runEdits(Number(process.argv[2]), home)));
} finally {
  await rm(home, { recursive: true, force: true });
}
process.exit();
