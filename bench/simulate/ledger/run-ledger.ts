/** The ledger of a run: SQLite, or DynamoDB as the functions on AWS meet it, with the collisions and lags that it has there. */
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import type { EditState } from '#core/edit/state.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { createDynamoClient, type DynamoFault } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { oneOf, type Random, wholeBetween } from '../seeded.ts';

/** What the ledger is kept in. */
export type LedgerKind = 'sqlite' | 'dynamo';

/** How often what goes wrong between the adapter and DynamoDB: shares of the requests, in [0, 1]. */
export interface LedgerFaults {
  /** Of the writes: refused as if another transaction held one of their items. */
  readonly conflicts: number;
  /** Of all requests: throttled, failed before or after their effect, in equal parts. */
  readonly errors: number;
}

/** What a run's ledger is told. */
export interface RunLedgerOptions {
  readonly kind: LedgerKind;
  readonly clock: Clock;
  readonly random: Random;
  /** Calls take time as on AWS. */
  readonly latency: boolean;
  readonly faults: LedgerFaults;
  /** Time of a transaction on DynamoDB, in ms; default: drawn anew for each. */
  readonly transactionMs?: number;
}

/** How many edits are in which state. */
export type StateCounts = Readonly<Partial<Record<EditState, number>>>;

/** A run's ledger. */
export interface RunLedger {
  /** The ledger as one invocation of a function has it: what the function waits for ends with its clock. */
  over(clock: Clock): Ledger;
  /** The ledger itself, without faults and without waiting. */
  readonly itself: Ledger;
  /** Whether calls take their time by themselves. */
  readonly takesTime: boolean;
  /** Requests of the adapter that the real engine would not have understood; must stay empty. */
  readonly invalid: readonly string[];
  countStates(): StateCounts;
  close(): void;
}

/** An empty ledger. */
export const createRunLedger = (options: RunLedgerOptions): RunLedger =>
  options.kind === 'sqlite' ? createSqliteRunLedger() : createDynamoRunLedger(options);

const createSqliteRunLedger = (): RunLedger => {
  const database = openDatabase({ file: ':memory:' });
  const ledger = createSqliteLedger({ database });
  const counts = database.sqlite.prepare('SELECT state, count(*) AS edits FROM edits GROUP BY state');
  return {
    over: () => ledger,
    itself: ledger,
    takesTime: false,
    invalid: [],
    countStates: () => Object.fromEntries(counts.all().map((row) => [String(row.state), Number(row.edits)])),
    close: () => database.close(),
  };
};

/** Bounds in ms: one way of a request, a transaction from its start to its effect, and how far an index lags behind. Assumed. */
const MS = { way: [1, 4], transaction: [8, 25], lag: [5, 200] } as const;

/** Share of the items of a batch that stay unprocessed. */
const LEFT_OVER = 0.02;

const ERRORS = ['throttled', 'error-before', 'error-after'] as const satisfies readonly DynamoFault[];

const createDynamoRunLedger = ({ clock, random, latency, faults, transactionMs }: RunLedgerOptions): RunLedger => {
  const drawn = (bounds: readonly [number, number]) => () => (latency ? wholeBetween(random, ...bounds) : 0);
  const server = createLedgerServer({
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
    transactionMs: transactionMs === undefined ? drawn(MS.transaction) : () => transactionMs,
    indexLagMs: drawn(MS.lag),
    isLeftOver: () => random() < LEFT_OVER,
  });
  const fault = (isWrite: boolean): DynamoFault | undefined => {
    if (isWrite && random() < faults.conflicts) return 'conflict';
    return faults.errors > 0 && random() < faults.errors ? oneOf(random, ERRORS) : undefined;
  };
  const { tableName } = LEDGER_SCHEMA;
  const ledgerOver = (own: Clock, way: Partial<Parameters<typeof createDynamoClient>[0]>): Ledger =>
    createDynamoLedger({ tableName, clock: own, random, client: createDynamoClient({ server, clock: own, random, ...way }) });
  return {
    over: (own) => ledgerOver(own, { wayMs: drawn(MS.way), fault }),
    itself: ledgerOver(clock, {}),
    takesTime: true,
    invalid: server.invalid,
    countStates: () => {
      const counts: Partial<Record<EditState, number>> = {};
      for (const { sk, state } of server.items()) {
        if (sk?.S !== 'edit' || state?.S === undefined) continue;
        counts[state.S as EditState] = (counts[state.S as EditState] ?? 0) + 1;
      }
      return counts;
    },
    close: () => undefined,
  };
};
