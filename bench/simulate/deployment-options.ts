/** What a simulated deployment can be told, and what can be seen of it. */
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Store } from '#core/ports/store.ts';
import type { Duration, TaskService, TaskServiceOptions } from '#simulator/index.ts';
import type { MemoryStore } from '#test/support/memory-store.ts';
import type { VirtualWorkflow } from '#test/support/run-workflow.ts';
import type { VirtualClock } from '#test/support/virtual-clock.ts';
import type { FaultRates, FaultSource } from './faults.ts';
import type { Functions } from './functions.ts';
import type { Journal } from './journal.ts';
import type { LedgerFaults, LedgerKind, StateCounts } from './ledger/run-ledger.ts';
import type { ClockJumps } from './machine-clock.ts';
import type { ListDown, ModelStudioFaultRates } from './model-studio/faults.ts';
import type { WayFaults } from './model-studio/fetch.ts';
import type { LieRate } from './model-studio/service-lies.ts';
import type { Random } from './seeded.ts';
import type { UploadQueue, UploadQueueRules } from './upload-queue.ts';

/** How often what goes wrong in a run, and how far the clocks are apart. */
export interface Noise {
  readonly functions: FaultRates;
  readonly modelStudio: ModelStudioFaultRates;
  readonly way: WayFaults;
  /** Between the adapter and DynamoDB; SQLite knows no such faults. */
  readonly ledger: LedgerFaults;
  /** Of the downloads: a byte of the image is changed on its way. Share in [0, 1]. */
  readonly corruption: number;
  /** The service's clock is ahead of ours by this, in ms. */
  readonly skewMs: number;
  /** The task list shows what was true this long ago, in seconds; Infinity: nothing, ever. */
  readonly listLagSeconds: number;
  /** How our own clock is set wrong. */
  readonly jumps: ClockJumps;
  readonly lies: readonly LieRate[];
}

/** Nothing goes wrong. */
export const NO_NOISE: Noise = {
  functions: { calls: 0, crashes: 0, twice: 0 },
  modelStudio: { calls: 0, tasks: 0 },
  way: { refused: 0, late: 0 },
  ledger: { conflicts: 0, errors: 0 },
  corruption: 0,
  skewMs: 0,
  listLagSeconds: 0,
  jumps: { perDay: 0, mostMs: 0 },
  lies: [],
};

/** What a run can be told. */
export interface DeploymentOptions {
  readonly seed: number;
  /** What the ledger is kept in; default SQLite. */
  readonly ledger?: LedgerKind;
  /** Time of a transaction on DynamoDB, in ms; default: drawn anew for each. */
  readonly transactionMs?: number;
  readonly noise?: Noise;
  /** Replaces the drawn faults of the ports. */
  readonly faults?: FaultSource;
  readonly listDown?: ListDown;
  readonly capacity?: number;
  readonly imagesPerDay?: number;
  /** Calls take time as on AWS; default true. */
  readonly latency?: boolean;
  readonly queue?: Partial<UploadQueueRules>;
  readonly duration?: Duration;
  /** More about the service, such as its lies. */
  readonly service?: Partial<TaskServiceOptions>;
  /** Parts in place of the usual ones. */
  readonly parts?: DeploymentParts;
  /** Pictures travel as links; false: inside the request. Default true. */
  readonly links?: boolean;
}

/** Parts of a deployment that a run may bring itself. */
export interface DeploymentParts {
  readonly clock?: VirtualClock;
  readonly secrets?: Secrets;
  /** Sees every call of the service. */
  readonly watch?: (service: TaskService) => TaskService;
  /** Reaches the service in place of a `fetch` without sockets. */
  readonly model?: (service: TaskService, deps: { readonly clock: Clock; readonly secrets: Secrets }) => Model;
  readonly downloads?: (service: TaskService, clock: Clock) => ResultDownloads;
  readonly store?: (store: Store, clock: Clock) => Store;
}

/** A simulated deployment, and a look into each of its parts. */
export interface Deployment {
  readonly clock: VirtualClock;
  /** The ledger itself, without faults. */
  readonly ledger: Ledger;
  /** The store itself, without faults. */
  readonly store: MemoryStore;
  readonly modelStudio: TaskService;
  readonly workflow: VirtualWorkflow;
  readonly queue: UploadQueue;
  readonly functions: Functions;
  readonly journal: Journal;
  readonly random: Random;
  /** How often our clock jumped so far. */
  jumps(): number;
  /** Requests of the ledger's adapter that the real engine would not have understood. */
  readonly invalidRequests: readonly string[];
  countStates(): StateCounts;
  /** A stream of numbers of this run. */
  stream(name: string): Random;
  close(): void;
}
