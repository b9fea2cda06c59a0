import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createRecordingAnnouncer } from '#test/support/recording-announcer.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { describeAnnouncerContract } from './announcer-contract.ts';
import { describeLedgerContract } from './ledger-contract.ts';
import { describeStoreContract } from './store-contract.ts';

describeLedgerContract('in memory', () => ({ ledger: createMemoryLedger() }));
describeStoreContract('in memory', () => ({ store: createMemoryStore({ clock: createVirtualClock() }) }));
describeAnnouncerContract('in memory', () => {
  const announcer = createRecordingAnnouncer();
  return { announcer, heard: async () => announcer.events };
});
