/** What every {@link WebhookStore} does, whatever it is built on. */

import { describe, expect, it } from 'vitest';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { WebhookStore } from '#core/ports/webhooks.ts';
import { begun, claim, recordAttempt, type WebhookDelivery } from '#core/webhooks/delivery.ts';
import { disable } from '#core/webhooks/endpoint.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { endpointOf, pendingDelivery } from '#test/support/webhooks.ts';
import { watchCalls } from './every-method.ts';

const METHODS = {
  createEndpoint: true,
  endpoint: true,
  endpoints: true,
  commitEndpoint: true,
  deleteEndpoint: true,
  createDelivery: true,
  delivery: true,
  commitDelivery: true,
  due: true,
  deliveries: true,
} as const satisfies Readonly<Record<keyof WebhookStore, true>>;

const NOW = VIRTUAL_EPOCH;
const OK = { kind: 'answered', status: 200 } as const;

/** Runs the contract against a store that `makeStore` makes empty for each sentence. */
export const describeWebhooksContract = (name: string, makeStore: () => Promise<WebhookStore> | WebhookStore): void => {
  const calls = watchCalls<WebhookStore>(METHODS);
  const create = async (): Promise<WebhookStore> => calls.watch(await makeStore());

  describe(`webhooks ${name}: endpoints`, () => {
    it('are found by id and listed oldest first', async () => {
      const store = await create();
      const [younger, older] = [endpointOf('b', { createdAt: NOW + 1 }), endpointOf('a')];
      expect(await store.createEndpoint(younger)).toBe('created');
      expect(await store.createEndpoint(older)).toBe('created');
      expect(await store.endpoint('we_a')).toEqual(older);
      expect(await store.endpoints()).toEqual([older, younger]);
    });

    it('are not replaced by another with the same id', async () => {
      const store = await create();
      await store.createEndpoint(endpointOf('a'));
      expect(await store.createEndpoint(endpointOf('a', { url: 'https://other.example' }))).toBe('exists');
      expect(await store.endpoint('we_a')).toEqual(endpointOf('a'));
    });

    it('change only from the revision that was read', async () => {
      const store = await create();
      const endpoint = endpointOf('a');
      await store.createEndpoint(endpoint);
      const next = disable(endpoint, NOW);
      expect(await store.commitEndpoint(next)).toBe('committed');
      expect(await store.commitEndpoint(next)).toBe('conflict');
      expect(await store.endpoint('we_a')).toEqual(next);
    });

    it('that are gone cannot be changed or removed', async () => {
      const store = await create();
      await store.createEndpoint(endpointOf('a'));
      expect(await store.deleteEndpoint('we_a')).toBe(true);
      expect(await store.deleteEndpoint('we_a')).toBe(false);
      expect(await store.commitEndpoint(disable(endpointOf('a'), NOW))).toBe('conflict');
      expect(await store.endpoint('we_a')).toBeUndefined();
      expect(await store.endpoints()).toEqual([]);
    });
  });

  describe(`webhooks ${name}: deliveries`, () => {
    it('are created once for one message and endpoint', async () => {
      const store = await create();
      const first = pendingDelivery();
      expect(await store.createDelivery(first)).toBe('created');
      expect(await store.createDelivery({ ...first, createdAt: NOW + 5000, body: '{}' })).toBe('exists');
      expect(await store.delivery(first.endpointId, first.deliveryId)).toEqual(first);
      expect(await store.delivery('we_other', first.deliveryId)).toBeUndefined();
    });

    it('are changed by one of two who read the same revision', async () => {
      const store = await create();
      const delivery = pendingDelivery();
      await store.createDelivery(delivery);
      const outcomes = await Promise.all([
        store.commitDelivery(delivery, claim(delivery, NOW)),
        store.commitDelivery(delivery, claim(delivery, NOW + 1)),
      ]);
      expect([...outcomes].sort()).toEqual(['committed', 'conflict']);
      expect((await store.delivery(delivery.endpointId, delivery.deliveryId))?.revision).toBe(2);
    });

    it('cannot be changed before they exist', async () => {
      const store = await create();
      expect(await store.commitDelivery(pendingDelivery(), claim(pendingDelivery(), NOW))).toBe('conflict');
    });

    it('are due for their own endpoint from their instant on, longest due first', async () => {
      const store = await create();
      const other = pendingDelivery('third', endpointOf('other'), NOW);
      const [late, early] = [pendingDelivery('late', endpointOf(), NOW + 10), pendingDelivery('early', endpointOf(), NOW + 5)];
      for (const delivery of [late, early, other]) await store.createDelivery(delivery);
      expect(await store.due(late.endpointId, NOW + 4, 10)).toEqual([]);
      expect(await store.due(late.endpointId, NOW + 5, 10)).toEqual([early]);
      expect(await store.due(late.endpointId, NOW + 10, 10)).toEqual([early, late]);
      expect(await store.due(late.endpointId, NOW + 10, 1)).toEqual([early]);
    });

    it('are due again when the lease of an attempt that never ended is over', async () => {
      const store = await create();
      const claimed = begun(pendingDelivery(), NOW);
      await store.createDelivery(claimed);
      expect(await store.due(claimed.endpointId, (claimed.leasedUntil ?? 0) - 1, 10)).toEqual([]);
      expect(await store.due(claimed.endpointId, claimed.leasedUntil ?? 0, 10)).toEqual([claimed]);
    });

    it('are no longer due once delivered', async () => {
      const store = await create();
      const claimed = begun(pendingDelivery(), NOW);
      await store.createDelivery(claimed);
      const delivered = recordAttempt(claimed, OK, NOW, NOW + 100);
      expect(await store.commitDelivery(claimed, delivered)).toBe('committed');
      expect(await store.due(claimed.endpointId, NOW + 1e9, 10)).toEqual([]);
      expect(await store.delivery(claimed.endpointId, claimed.deliveryId)).toEqual(delivered);
    });

    it('are due at the new instant only after one was put off', async () => {
      const store = await create();
      const claimed = begun(pendingDelivery(), NOW);
      await store.createDelivery(claimed);
      const putOff = recordAttempt(claimed, { kind: 'answered', status: 500 }, NOW, NOW + 100);
      await store.commitDelivery(claimed, putOff);
      expect(await store.due(claimed.endpointId, (putOff.nextAttemptAt ?? 0) - 1, 10)).toEqual([]);
      expect(await store.due(claimed.endpointId, putOff.nextAttemptAt ?? 0, 10)).toEqual([putOff]);
    });

    it('are paged newest first without repeating or skipping any, also of one instant', async () => {
      const store = await create();
      const made = [0, 1, 1, 1, 2, 3, 3].map((at, i) => pendingDelivery(`edit-${i}`, endpointOf(), NOW + at));
      for (const delivery of made) await store.createDelivery(delivery);
      const seen = await everyPage(store, made[0]?.endpointId ?? '', {});
      expect(seen.map((delivery) => delivery.createdAt - NOW)).toEqual([3, 3, 2, 1, 1, 1, 0]);
      expect(new Set(seen.map((delivery) => delivery.deliveryId)).size).toBe(made.length);
    });

    it('are listed by state', async () => {
      const store = await create();
      const made = [0, 1, 2, 3, 4].map((at) => begun(pendingDelivery(`edit-${at}`, endpointOf(), NOW + at), NOW));
      for (const delivery of made) await store.createDelivery(delivery);
      for (const delivery of made.slice(1, 4)) await store.commitDelivery(delivery, recordAttempt(delivery, OK, NOW, NOW));
      const delivered = await everyPage(store, 'we_shop', { state: 'DELIVERED' });
      expect(delivered.map((delivery) => delivery.createdAt - NOW)).toEqual([3, 2, 1]);
      expect(await everyPage(store, 'we_shop', { state: 'DEAD' })).toEqual([]);
    });
  });

  it(`webhooks ${name} are asked by this suite for all that they promise`, () => {
    expect(calls.uncalled()).toEqual([]);
  });
};

const everyPage = async (
  store: WebhookStore,
  endpointId: string,
  query: { readonly state?: WebhookDelivery['state'] },
): Promise<readonly WebhookDelivery[]> => {
  const seen: WebhookDelivery[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.deliveries(endpointId, { limit: 2, ...query, ...omitUndefined({ cursor }) });
    expect(page.deliveries.length).toBeLessThanOrEqual(2);
    seen.push(...page.deliveries);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return seen;
};
