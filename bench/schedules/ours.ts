/** One edit through the real workflow file and the real handlers in virtual time; what is billed is counted from what happened. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { durationsOf } from '#core/edit/durations.ts';
import { type DurationProfile, profileName } from '#core/polling/duration-profile.ts';
import { MODEL } from '#core/service/limits.ts';
import { createRandom } from '#simulator/random.ts';
import { queuedEdit } from '#test/support/edits.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createVirtualWorkflow } from '#test/support/run-workflow.ts';
import { createScriptedModel } from '#test/support/scripted-model.ts';
import { createVirtualClock, type VirtualClock } from '#test/support/virtual-clock.ts';
import { workflowDefinition } from '#test/support/workflow-file.ts';
import { createDynamoClient } from '../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../dynamo/ledger-server.ts';
import { lambdaCost, PRICES } from '../prices.ts';
import { NO_FAULTS } from '../simulate/faults.ts';
import { createFunctions, type Ports } from '../simulate/functions.ts';
import { createInvoker, type Invoke, type Latency } from '../simulate/invocation.ts';
import { QUERY_MS } from './polling.ts';
import { createMeteredClient, type Units } from './table-units.ts';

/** What one edit took. Money in US dollars. */
export interface OurEdit {
  readonly queries: number;
  readonly lagSeconds: number;
  readonly transitions: number;
  readonly transitionCost: number;
  readonly checkCost: number;
  /** The other functions, the ledger and the events. */
  readonly otherCost: number;
  /** Storing the result: no matter who waited for it, somebody pays for that. */
  readonly storageCost: number;
  /** What the next edit knows. */
  readonly profile: DurationProfile | undefined;
}

/** Memory of the functions in MB, as lib/functions/edit-functions.ts deploys them; all run on arm64. */
const MEGABYTES: Readonly<Record<string, number>> = { checkStatus: 128 };
const OTHER_MEGABYTES = 256;

/** How long a call of each port takes, in ms. */
const LATENCY_MS: Readonly<Record<Parameters<Latency>[0], number>> = {
  ledger: 6,
  store: 40,
  workflow: 25,
  model: QUERY_MS,
  downloads: QUERY_MS,
  publisher: 20,
};

const DEFINITION = workflowDefinition();
const PICTURE = pngOf(640, 480);

/** As the stack deploys it: the budget of the day is read with every claim. */
const CAPS = { imagesPerDay: 500 } as const;

/** The ledger of the deployed functions, on a simulated table that counts its units. Its answers take no time but that of the port. */
const createLedger = (clock: VirtualClock) => {
  const server = createLedgerServer({ now: clock.now, sleep: clock.sleep });
  const random = createRandom(1);
  const { client, units } = createMeteredClient(createDynamoClient({ server, clock, random }));
  return { ledger: createDynamoLedger({ tableName: LEDGER_SCHEMA.tableName, clock, random, client }), units };
};

const costOf = (before: Units, after: Units): number =>
  (after.writes - before.writes) * PRICES.dynamoWrite + (after.reads - before.reads) * PRICES.dynamoRead;

/** Runs one edit whose task takes so long. `profile`: what the ledger knows of durations. */
export const runOurs = async (durationMs: number, profile: DurationProfile | undefined): Promise<OurEdit> => {
  const clock = createVirtualClock();
  const { ledger, units } = createLedger(clock);
  const store = createMemoryStore({ clock, linkBase: 'https://uploads.test' });
  const { model, downloads } = createScriptedModel({ clock, taskMs: () => durationMs, createMs: 300 - QUERY_MS });
  const workflow = createVirtualWorkflow({ clock, definition: DEFINITION, handlers: () => functions });
  const calls = { queries: 0, puts: 0, gets: 0, events: 0 };
  const invoke = createInvoker<Ports>({
    machineClock: clock,
    clock,
    faults: NO_FAULTS,
    latency: (port) => LATENCY_MS[port],
    portsOver: () => ({
      ledger,
      store,
      workflow,
      model,
      downloads,
      publisher: { publish: async () => undefined },
    }),
    onCall: (_function, port, method) => {
      if (port === 'store') calls[method === 'put' ? 'puts' : 'gets'] += 1;
      if (port === 'publisher') calls.events += 1;
      if (port === 'model' && _function === 'checkStatus') calls.queries += 1;
    },
  });
  const bill = { checkStatus: 0, others: 0 };
  const billed: Invoke<Ports> = async (name, seconds, run) => {
    const startedAt = clock.now();
    try {
      return await invoke(name, seconds, run);
    } finally {
      const cost = lambdaCost(clock.now() - startedAt, MEGABYTES[name] ?? OTHER_MEGABYTES);
      bill[name === 'checkStatus' ? 'checkStatus' : 'others'] += cost;
    }
  };
  const functions = createFunctions({
    invoke: billed,
    telemetry: createRecordingTelemetry(),
    capacity: DEFAULT_CAPACITY,
    config: {},
    newId: () => 'id',
  });

  const { versionId } = await store.put('uploads/clock.png', streamOf(PICTURE), { mediaType: 'image/png' });
  const image = { kind: 'object', key: 'uploads/clock.png', versionId, mediaType: 'image/png', width: 640, height: 480 } as const;
  const edit = queuedEdit({ images: [{ ...image, bytes: PICTURE.length }] });
  const name = profileName(MODEL, edit.parameters.n);
  if (profile !== undefined) await ledger.commitProfile(name, { ...profile, revision: 1 });
  const before = units();
  await ledger.claim(edit, CAPS);
  await workflow.start(edit.editId, 1);
  const execution = workflow.execution(edit.editId);
  if (execution === undefined) throw new Error('the execution did not start');
  await clock.drive(execution.ended);

  const after = units();
  const record = await ledger.get(edit.editId);
  const lagSeconds = record === undefined ? undefined : durationsOf(record).detectionLagSeconds;
  if (record?.state !== 'SUCCEEDED' || lagSeconds === undefined) throw new Error(`the edit ended ${record?.state}`);
  const transitions = execution.history.filter(({ kind }) => kind === 'entered' || kind === 'retried').length;
  return {
    queries: calls.queries,
    lagSeconds,
    transitions,
    transitionCost: transitions * PRICES.transition,
    checkCost: bill.checkStatus,
    otherCost: bill.others + costOf(before, after) + calls.events * PRICES.customEvent,
    storageCost: calls.puts * PRICES.s3Put + calls.gets * PRICES.s3Get,
    profile: await ledger.profile(name),
  };
};
