import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '#adapters/embedded/bus.ts';
import { createEnvironmentSecrets } from '#adapters/embedded/environment-secrets.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { createUploadTickets } from '#adapters/embedded/store/upload-tickets.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { EditEvent } from '#core/events/events.ts';
import { describeLedgerContract } from './ledger-contract.ts';
import { describeAnnouncerContract } from './publisher-contract.ts';
import { describeSecretsContract } from './secrets-contract.ts';
import { describeStoreContract } from './store-contract.ts';

describeLedgerContract('in SQLite, in memory', () => {
  const ledger = createSqliteLedger({ file: ':memory:' });
  return { ledger, cleanup: ledger.close };
});

describeLedgerContract(
  'in SQLite, in a file',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'ledger-'));
    const ledger = createSqliteLedger({ file: join(home, 'ledger.sqlite') });
    return {
      ledger,
      cleanup: async () => {
        ledger.close();
        await rm(home, { recursive: true });
      },
    };
  },
  { runs: 5 },
);

describeStoreContract('in a folder', async () => {
  const home = await mkdtemp(join(tmpdir(), 'store-'));
  const clock = createSystemClock();
  let ids = 0;
  const store = createFolderStore({
    home,
    clock,
    newId: () => `id-${ids++}`,
    uploads: { tickets: createUploadTickets({ clock }), origin: () => 'http://127.0.0.1:1' },
  });
  return { store, cleanup: () => rm(home, { recursive: true }) };
});

describeSecretsContract('from the environment', (key) => {
  const env: Record<string, string | undefined> = { DASHSCOPE_API_KEY: key };
  return {
    secrets: createEnvironmentSecrets(env),
    rotate: (next) => {
      env.DASHSCOPE_API_KEY = next;
    },
  };
});

describeAnnouncerContract('in process', () => {
  const bus = createBus();
  const events: EditEvent[] = [];
  bus.subscribe((event) => {
    events.push(event);
  });
  return { publisher: bus, heard: async () => events };
});
