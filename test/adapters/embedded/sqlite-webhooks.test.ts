import { describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { createSqliteWebhooks } from '#adapters/embedded/sqlite-webhooks.ts';
import { MAX_RETRY_AFTER_MS } from '#core/webhooks/schedule.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { pendingDelivery } from '#test/support/webhooks.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

describe('webhooks on one machine', () => {
  it('are due when their next attempt was planned for a time that no rule allows: the clock was wrong then', async () => {
    const database = openDatabase({ file: ':memory:' });
    const store = createSqliteWebhooks(database);
    const delivery = { ...pendingDelivery(), nextAttemptAt: VIRTUAL_EPOCH + YEAR_MS };
    await store.createDelivery(delivery);
    expect(await store.due(delivery.endpointId, VIRTUAL_EPOCH, 10)).toEqual([delivery]);
    const asked = VIRTUAL_EPOCH + YEAR_MS - MAX_RETRY_AFTER_MS;
    expect(await store.due(delivery.endpointId, asked, 10)).toEqual([]);
    database.close();
  });
});
