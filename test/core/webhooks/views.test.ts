import { describe, expect, it } from 'vitest';
import { claim, giveUp, recordAttempt, testDeliveryOf } from '#core/webhooks/delivery.ts';
import { disable } from '#core/webhooks/endpoint.ts';
import { deliveryView, deliveryViewSchema, endpointView, endpointViewSchema } from '#core/webhooks/views.ts';
import { idOf } from '#test/support/edits.ts';
import { endpointOf, pendingDelivery, secretOf } from '#test/support/webhooks.ts';

const AT = Date.UTC(2026, 0, 1);
const iso = (ms: number): string => new Date(AT + ms).toISOString();

describe('the view of an endpoint', () => {
  it('shows what it hears of, and never a secret', () => {
    const endpoint = endpointOf('shop', { events: ['failed'], createdAt: AT });
    expect(endpointView(endpoint)).toStrictEqual({
      id: 'we_shop',
      url: 'https://shop.example/hooks',
      events: ['failed'],
      createdAt: iso(0),
    });
    expect(JSON.stringify(endpointView(endpoint))).not.toContain(secretOf('shop'));
  });

  it('shows its note, and since when nothing is sent', () => {
    const view = endpointView(disable(endpointOf('shop', { description: 'the shop' }), AT + 5));
    expect(view).toMatchObject({ description: 'the shop', disabledAt: iso(5) });
    expect(endpointViewSchema.safeParse(view).success).toBe(true);
  });
});

describe('the view of a delivery', () => {
  it('shows what it is about and when it is tried next', () => {
    const view = deliveryView(pendingDelivery('edit', endpointOf(), AT));
    expect(view).toStrictEqual({
      id: expect.stringMatching(/^msg_/),
      type: 'edit.succeeded',
      editId: idOf('edit'),
      state: 'PENDING',
      createdAt: iso(0),
      attempts: 0,
      nextAttemptAt: iso(0),
      log: [],
    });
    expect(deliveryViewSchema.safeParse(view).success).toBe(true);
  });

  it('shows when it arrived, and every attempt', () => {
    const claimed = claim(pendingDelivery('edit', endpointOf(), AT), AT);
    const view = deliveryView(recordAttempt(claimed, { kind: 'answered', status: 204 }, AT + 1, AT + 4));
    expect(view).toMatchObject({ state: 'DELIVERED', deliveredAt: iso(4), log: [{ at: iso(1), ms: 3, status: 204 }] });
    expect(view).not.toHaveProperty('nextAttemptAt');
    expect(deliveryViewSchema.safeParse(view).success).toBe(true);
  });

  it('of a test is about no edit', () => {
    const view = deliveryView(giveUp(testDeliveryOf(endpointOf(), 'n', AT)));
    expect(view).toStrictEqual({
      id: expect.stringMatching(/^msg_/),
      type: 'webhook.test',
      state: 'DEAD',
      createdAt: iso(0),
      attempts: 0,
      log: [],
    });
  });
});
