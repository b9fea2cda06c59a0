import { describe, expect, it } from 'vitest';
import {
  claim,
  claimByHand,
  deliveryOf,
  giveUp,
  isDue,
  isGone,
  LEASE_MS,
  recordAttempt,
  type SendOutcome,
  testDeliveryOf,
} from '#core/webhooks/delivery.ts';
import { ATTEMPTS_PER_ROUND, retryDelayMs } from '#core/webhooks/schedule.ts';
import { idOf } from '#test/support/edits.ts';
import { endpointOf, eventOf } from '#test/support/webhooks.ts';

const NOW = 1_000_000;
const DAY = 24 * 60 * 60 * 1000;
const endpoint = endpointOf();
const delivery = deliveryOf(eventOf(), endpoint, NOW);
const claimed = claim(delivery, NOW);
const answered = (status: number, retryAfterMs?: number): SendOutcome => ({
  kind: 'answered',
  status,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const TIMEOUT: SendOutcome = { kind: 'unanswered', code: 'TIMEOUT' };

describe('a new delivery', () => {
  it('is due at once, carries the message of the event, and is kept for thirty days', () => {
    expect(delivery).toStrictEqual({
      deliveryId: expect.stringMatching(/^msg_[0-9a-f]{40}$/),
      endpointId: endpoint.endpointId,
      revision: 1,
      state: 'PENDING',
      type: 'edit.succeeded',
      editId: idOf('edit'),
      body: expect.stringContaining(idOf('edit')),
      createdAt: NOW,
      attempts: 0,
      nextAttemptAt: NOW,
      log: [],
      expiresAt: NOW + 30 * DAY,
    });
  });

  it('keeps its id from version to version: consumers know by it what they have seen', () => {
    expect(delivery.deliveryId).toBe('msg_e2818c12bbb8f1c98eb537fcd02bc77145c0c79b');
    expect(testDeliveryOf(endpoint, 'n', NOW).deliveryId).toBe('msg_3916b2a01a6d4b7902367fc91699a000b54ccd54');
  });

  it('has another id for every event and endpoint, and for every test', () => {
    const ids = [
      delivery,
      deliveryOf(eventOf('FAILED'), endpoint, NOW),
      deliveryOf(eventOf(), endpointOf('other'), NOW),
      testDeliveryOf(endpoint, 'a', NOW),
      testDeliveryOf(endpoint, 'b', NOW),
      testDeliveryOf(endpointOf('other'), 'a', NOW),
    ].map(({ deliveryId }) => deliveryId);
    expect(new Set(ids).size).toBe(6);
  });
});

describe('a scheduled attempt', () => {
  it('is due from its instant on', () => {
    expect([NOW - 1, NOW, NOW + 1].map((now) => isDue(delivery, now))).toEqual([false, true, true]);
  });

  it.each(['DELIVERED', 'DEAD'] as const)('is never due once the delivery is %s', (state) => {
    expect(isDue({ ...delivery, state }, NOW)).toBe(false);
  });

  it('is not due when none is planned', () => {
    const { nextAttemptAt: _none, ...unplanned } = delivery;
    expect(isDue(unplanned, NOW)).toBe(false);
  });

  it('that somebody claimed is nobody else\u2019s until the lease is over', () => {
    expect(claimed).toEqual({
      ...delivery,
      revision: 2,
      attempts: 1,
      nextAttemptAt: NOW + LEASE_MS,
      leasedUntil: NOW + LEASE_MS,
    });
    expect(isDue(claimed, NOW + LEASE_MS - 1)).toBe(false);
    expect(isDue(claimed, NOW + LEASE_MS)).toBe(true);
  });
});

describe('an attempt by hand', () => {
  it('is refused while another one is under way, and only then', () => {
    expect(claimByHand(claimed, NOW + LEASE_MS - 1)).toBeUndefined();
    expect(claimByHand(claimed, NOW + LEASE_MS)).toMatchObject({ attempts: 2, leasedUntil: NOW + 2 * LEASE_MS });
    expect(claimByHand(delivery, NOW)).toMatchObject({ attempts: 1, expiresAt: delivery.expiresAt });
  });

  it('begins a new round of one that was delivered or given up, and keeps it for thirty days more', () => {
    const delivered = recordAttempt(claimed, answered(204), NOW, NOW);
    for (const ended of [delivered, giveUp(claimed)]) {
      const again = claimByHand(ended, NOW + DAY);
      expect(again).toMatchObject({ state: 'PENDING', attempts: 1, revision: ended.revision + 1, expiresAt: NOW + 31 * DAY });
      expect(again).not.toHaveProperty('deliveredAt');
    }
  });
});

describe('the end of an attempt', () => {
  it.each([200, 204, 299])('is a delivery when the consumer answers %d', (status) => {
    const { nextAttemptAt: _due, leasedUntil: _lease, ...rest } = claimed;
    expect(recordAttempt(claimed, answered(status), NOW, NOW + 250)).toStrictEqual({
      ...rest,
      revision: 3,
      state: 'DELIVERED',
      deliveredAt: NOW + 250,
      log: [{ at: NOW, ms: 250, status }],
    });
  });

  it.each([100, 199, 300, 302, 400, 404, 500, 503])('is tried again when the consumer answers %d', (status) => {
    const tried = recordAttempt(claimed, answered(status), NOW, NOW + 250);
    expect(tried).toMatchObject({ state: 'PENDING', nextAttemptAt: NOW + 250 + (retryDelayMs(1, claimed.deliveryId) ?? 0) });
    expect(tried).not.toHaveProperty('leasedUntil');
  });

  it('is tried again when nobody answers, and says why', () => {
    const tried = recordAttempt(claimed, TIMEOUT, NOW, NOW + 15_000);
    expect(tried).toMatchObject({ state: 'PENDING', nextAttemptAt: NOW + 15_000 + (retryDelayMs(1, claimed.deliveryId) ?? 0) });
    expect(tried.log).toStrictEqual([{ at: NOW, ms: 15_000, code: 'TIMEOUT' }]);
  });

  it('waits as long as the consumer asks', () => {
    expect(recordAttempt(claimed, answered(503, DAY), NOW, NOW).nextAttemptAt).toBe(NOW + DAY);
  });

  it('is the last one after 410 Gone, and after the last of a round', () => {
    expect(recordAttempt(claimed, answered(410), NOW, NOW)).toMatchObject({ state: 'DEAD' });
    expect(recordAttempt(claimed, answered(410), NOW, NOW)).not.toHaveProperty('nextAttemptAt');
    expect(recordAttempt({ ...claimed, attempts: ATTEMPTS_PER_ROUND }, TIMEOUT, NOW, NOW)).toMatchObject({ state: 'DEAD' });
    expect([answered(410), answered(404), TIMEOUT].map(isGone)).toEqual([true, false, false]);
  });

  it('is remembered among the newest twenty', () => {
    let tried = claimed;
    for (let second = 0; second < 25; second += 1) tried = recordAttempt(tried, TIMEOUT, second, second);
    expect(tried.log.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => index + 5));
  });
});
