import { expect } from 'vitest';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import type { WebhookStore } from '#core/ports/webhooks.ts';
import { describeLedgerContract, type LedgerUnderTest } from '#test/contract/ledger-contract.ts';
import { describeWebhooksContract } from '#test/contract/webhooks-contract.ts';
import { createVirtualClock, type VirtualClock } from '#test/support/virtual-clock.ts';
import { createDynamoClient, type DynamoFault } from '../../dynamo/client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../../dynamo/ledger-server.ts';
import { oneOf, streamOf, wholeBetween } from '../../simulate/seeded.ts';

/** What an adapter over a simulated DynamoDB is made of; time passes while one of its calls is waited for. */
const simulated = (faults: readonly DynamoFault[] = []) => {
  const clock = createVirtualClock();
  const random = streamOf(1, 'dynamo');
  const server = createLedgerServer({
    now: clock.now,
    sleep: clock.sleep,
    transactionMs: () => wholeBetween(random, 5, 25),
    isLeftOver: () => random() < 0.2,
    pageBytes: 600,
  });
  const client = createDynamoClient({
    server,
    clock,
    random,
    wayMs: () => wholeBetween(random, 0, 5),
    maxAttempts: 8,
    fault: () => (faults.length > 0 && random() < 0.1 ? oneOf(random, faults) : undefined),
  });
  return { tableName: LEDGER_SCHEMA.tableName, client, clock, random, server };
};

/** A port whose every call lets virtual time pass until it is answered. */
const driven = <Port extends object>(port: Port, clock: VirtualClock): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]) => clock.drive(Promise.resolve(Reflect.apply(method, target, parameters)));
    },
  });

/** A ledger that has asked for nothing invalid when it is taken away. */
const ledgerOver = (faults?: readonly DynamoFault[]): LedgerUnderTest => {
  const made = simulated(faults);
  return {
    ledger: driven(createDynamoLedger(made), made.clock),
    cleanup: () => expect(made.server.invalid).toEqual([]),
  };
};

describeLedgerContract('in a simulated DynamoDB', () => ledgerOver());

describeLedgerContract(
  'in a simulated DynamoDB that throttles, loses replies and refuses for others',
  () => ledgerOver(['error-before', 'error-after', 'throttled', 'conflict']),
  { runs: 10 },
);

describeWebhooksContract('in a simulated DynamoDB', (): WebhookStore => {
  const made = simulated();
  return driven(createDynamoWebhooks(made), made.clock);
});
