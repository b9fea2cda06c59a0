/** What everything else on one machine is built on: the home, its clock, its log, its database and its store. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { createLineTelemetry } from '#adapters/embedded/line-telemetry.ts';
import { createSteadyClock } from '#adapters/embedded/steady-clock.ts';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { createUploadTickets } from '#adapters/embedded/store/upload-tickets.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Clock } from '#core/ports/clock.ts';
import { openHome } from './home/home.ts';
import { openLogFile } from './home/log-file.ts';
import { readLastSeen } from './triggers/clock-watch.ts';

/** Keeps what must be undone when the runtime stops, or does not start. */
export type OnStop = (cleanup: () => unknown) => void;

/** Where to work, and by which time. */
export interface FoundationOptions {
  /** The folder that holds everything. */
  readonly home: string;
  /** The machine's clock. */
  readonly clock?: Clock;
  /** Milliseconds that go by, whatever `clock` says. Default: the process's own, or `clock` itself where a test gives that alone. */
  readonly elapsed?: () => number;
  readonly newId?: () => string;
  /** Gets every log line as well. */
  readonly onLine?: (line: string) => void;
}

/** The folder of the project: workflow file, starter presets, samples. */
export const PROJECT = join(import.meta.dirname, '..');

/** Opens them all. @throws Unavailable when the home or its ledger cannot be used */
export const openFoundations = async (options: FoundationOptions, onStop: OnStop) => {
  const { clock: machine = createSystemClock(), newId = randomUUID } = options;
  const elapsed = options.elapsed ?? (options.clock === undefined ? () => performance.now() : machine.now);
  const home = await openHome(options.home, { presets: join(PROJECT, 'presets') });
  onStop(home.release);
  const clock = createSteadyClock({ machine, elapsed, lastSeen: await readLastSeen(home.clockFile) });
  const log = openLogFile({ file: home.logFile, alsoTo: options.onLine });
  onStop(log.close);
  const telemetry = createLineTelemetry({ clock, write: log.write });
  for (const notice of home.notices) telemetry.log('warn', 'rights of the home', { notice });
  const database = openDatabase({ file: home.databaseFile, markFile: home.ledgerMarkFile });
  onStop(database.close);
  const ledger = createSqliteLedger({ database });
  const tickets = createUploadTickets({ clock });
  const address = { origin: '' };
  const store = createFolderStore({
    home: home.path,
    clock,
    fileNow: machine.now,
    newId,
    uploads: { tickets, origin: () => address.origin },
  });
  return { home, telemetry, database, ledger, tickets, store, clock, newId, address };
};

/** What {@link openFoundations} opens. */
export type Foundations = Awaited<ReturnType<typeof openFoundations>>;
