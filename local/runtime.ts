/** Darkroom on one machine: the handlers and the embedded adapters put together, as lib/ puts them together on AWS. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bus, createBus } from '#adapters/embedded/bus.ts';
import { asRefusal } from '#adapters/embedded/database/file-refused.ts';
import {
  createEmbeddedWorkflow,
  type EmbeddedWorkflow,
  type EmbeddedWorkflowDeps,
} from '#adapters/embedded/workflow/embedded-workflow.ts';
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { createEventFeed } from '#core/events/stream.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Store } from '#core/ports/store.ts';
import { type SimulatorOptions, systemClock } from '#simulator/index.ts';
import { type FoundationOptions, type Foundations, type OnStop, openFoundations, PROJECT } from './foundations.ts';
import { type Home, writeAddress } from './home/home.ts';
import { putSamples } from './home/samples.ts';
import { expectDurations, QUICK_DURATION, simulatedProfile } from './model/duration-profile.ts';
import { connectModelStudio, type ModelStudioConnection } from './model/model-studio.ts';
import { listenFor } from './server/serve.ts';
import { readSettings, type Settings } from './settings.ts';
import { createSteps, deferredWorkflow, type EditingDeps } from './steps.ts';
import { startClockWatch } from './triggers/clock-watch.ts';
import { createMaintenance } from './triggers/maintenance.ts';
import { periodically } from './triggers/periodically.ts';
import { startUploadIntake } from './triggers/upload-intake.ts';
import { startWebhooks } from './triggers/webhooks.ts';

/** How to run. */
export interface RuntimeOptions extends FoundationOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** 0: any free one. */
  readonly port: number;
  /** Whether to watch `uploads/` and `requests/`. Default true. */
  readonly watch?: boolean;
  /** Whether a home gets the sample images once, which the simulator then edits; never with the real service, which would charge. Default false. */
  readonly samples?: boolean;
  /** Whether it runs until a person stops it; a command's own says no. Default true. */
  readonly stays?: boolean;
  /** Options of the simulator; its tasks take about {@link QUICK_DURATION} by default. */
  readonly simulator?: Omit<SimulatorOptions, 'stateFolder'>;
  /** How long a file must rest before it is taken in, in ms. */
  readonly restMs?: number;
  /** Other waits than those of the workflow file; see {@link EmbeddedWorkflowDeps}. */
  readonly pace?: EmbeddedWorkflowDeps['pace'];
}

/** A running Darkroom. */
export interface Runtime {
  readonly url: string;
  readonly home: Home;
  readonly ledger: Ledger;
  readonly store: Store;
  readonly workflow: EmbeddedWorkflow;
  readonly bus: Bus;
  readonly modelStudio: ModelStudioConnection;
  /** Stops at once, edits under way included; the next start in this home resumes them. */
  stop(): Promise<void>;
}

/** How often the sweep runs, in ms: it finds edits whose events were lost. */
const SWEEP_EVERY_MS = 60_000;

/** Starts everything; resolves when it is ready. @throws EditError when it cannot start, with nothing left behind */
export const createRuntime = async (options: RuntimeOptions): Promise<Runtime> => {
  const cleanups: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await start(options, (cleanup) => void cleanups.push(cleanup))), stop };
  } catch (error) {
    await stop();
    throw asRefusal(
      {
        code: 'HOME_UNUSABLE',
        message: `Darkroom cannot work in ${options.home}`,
        hint: 'Or set DARKROOM_HOME to a folder on another disk.',
      },
      error,
      'starting',
    );
  }
};

/** The model, with the ledger expecting what it takes. */
const openModel = async (
  options: RuntimeOptions,
  settings: Settings,
  { home, ledger, clock, telemetry }: Foundations,
  onStop: OnStop,
) => {
  const modelStudio = await connectModelStudio({
    env: options.env,
    clock,
    telemetry,
    simulatorFolder: home.simulatorFolder,
    simulator: { duration: QUICK_DURATION, clock: { ...systemClock, now: clock.now }, ...options.simulator },
    ...omitUndefined({ resultHosts: settings.resultHosts }),
  });
  onStop(modelStudio.close);
  await expectDurations(home.path, ledger, {
    name: modelStudio.kind,
    ...(modelStudio.kind === 'simulated' ? { profile: simulatedProfile(options.simulator ?? {}) } : {}),
  });
  return modelStudio;
};

const start = async (options: RuntimeOptions, onStop: OnStop): Promise<Omit<Runtime, 'stop'>> => {
  const settings = readSettings(options.env);
  const foundations = await openFoundations(options, onStop);
  const { home, telemetry, database, ledger, tickets, store, clock, newId, address } = foundations;
  const modelStudio = await openModel(options, settings, foundations, onStop);
  const bus = createBus({
    onListenerError: (error, { id }) => telemetry.log('error', 'listener failed', { id, error: String(error) }),
  });
  const feed = createEventFeed();
  bus.subscribe(feed.publish);

  const deps: EditingDeps = {
    ledger,
    store,
    clock,
    telemetry,
    publisher: bus,
    workflow: deferredWorkflow(() => workflow),
    model: modelStudio.model,
    downloads: modelStudio.downloads,
    capacity: settings.capacity ?? DEFAULT_CAPACITY,
    config: settings.imagesPerDay === undefined ? {} : { imagesPerDay: settings.imagesPerDay },
  };
  const maintenance = createMaintenance(deps);
  const workflow: EmbeddedWorkflow = createEmbeddedWorkflow({
    definition: JSON.parse(await readFile(join(PROJECT, 'statemachines', 'edit-image.asl.json'), 'utf8')),
    handlers: createSteps(deps),
    database,
    clock,
    newId,
    onFailed: maintenance.executionFailed,
    onTrouble: (what, { name, editId }, error) => telemetry.log('error', what, { execution: name, editId, error: String(error) }),
    ...omitUndefined({ pace: options.pace }),
  });

  const webhooks = startWebhooks({ database, bus, clock, telemetry });
  onStop(webhooks.stop);
  const server = await listenFor({
    port: options.port,
    deps,
    feed,
    tickets,
    webhooks: webhooks.admin,
    newId,
    home: home.path,
    model: modelStudio.kind,
    stays: options.stays ?? true,
  });
  onStop(server.close);
  address.origin = `http://127.0.0.1:${server.port}`;
  onStop(() => workflow.stop());
  workflow.resume();
  await admitWaiting(deps);
  if (options.samples === true && modelStudio.kind === 'simulated') await putSamples(home.path);
  const intake =
    options.watch === false ? undefined : await startUploadIntake({ home: home.path, deps, newId, restMs: options.restMs });
  if (intake !== undefined) onStop(intake.stop);
  onStop(
    startClockWatch({
      clock,
      file: home.clockFile,
      telemetry,
      onMoved: () => Promise.all([maintenance.sweep(), webhooks.sendDue(), intake?.lookAgain()]),
    }),
  );
  onStop(
    periodically(clock, SWEEP_EVERY_MS, maintenance.sweep, (error) =>
      telemetry.log('warn', 'sweep failed', { error: String(error) }),
    ),
  );
  await writeAddress(home.path, { url: address.origin, pid: process.pid });
  return { url: address.origin, home, ledger, store, workflow, bus, modelStudio };
};
