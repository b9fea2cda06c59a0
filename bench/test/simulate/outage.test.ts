import { describe, expect, it } from 'vitest';
import { createDeployment } from '../../simulate/deployment.ts';
import type { Deployment } from '../../simulate/deployment-options.ts';
import type { FaultSource } from '../../simulate/faults.ts';
import { runToEnd } from '../../simulate/run-to-end.ts';
import { sendUploads } from '../../simulate/uploads.ts';
import { checkInvariants } from '../../simulate/verdict/invariants.ts';

const MINUTE = 60_000;

/** Half of the calls of the ledger fail between two instants. */
const troubledLedger = (deployment: () => Deployment, fromMs: number, untilMs: number): FaultSource => ({
  twice: () => false,
  begin: () => ({
    diesAtEnd: () => false,
    next: (port) => {
      const now = deployment().clock.now() - Date.UTC(2026, 0, 1);
      const struck = port === 'ledger' && now >= fromMs && now < untilMs && deployment().random() < 0.5;
      return struck ? { kind: 'error-before' } : undefined;
    },
  }),
});

describe('a ledger that answers every other call, for twenty minutes', () => {
  it('costs no upload its images', async () => {
    const deployment: Deployment = createDeployment({ seed: 7, faults: troubledLedger(() => deployment, MINUTE, 21 * MINUTE) });
    const traffic = { count: 30, overMs: 10 * MINUTE, duplicated: 0, overwrites: 0, unusable: 0, n: [1], latestMs: 0 };
    const uploads = await sendUploads(deployment, traffic);
    await runToEnd(deployment, 24 * 60 * MINUTE);
    const found = await checkInvariants(deployment, uploads);
    deployment.close();
    expect(found.unsatisfied).toEqual([]);
    expect(found.paidTwice).toEqual([]);
    expect(found.leaks).toEqual([]);
  });
});
