import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { describeLedgerContract } from './ledger-contract.ts';
import { describeAnnouncerContract } from './publisher-contract.ts';
import { describeStoreContract } from './store-contract.ts';

describeLedgerContract('in memory', () => ({ ledger: createMemoryLedger() }));
describeStoreContract('in memory', () => ({ store: createMemoryStore({ clock: createVirtualClock() }) }));
describeAnnouncerContract('in memory', () => {
  const publisher = createRecordingPublisher();
  return { publisher, heard: async () => publisher.events };
});
