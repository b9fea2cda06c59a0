import { describe, expect, it } from 'vitest';
import { EVENT_NAMES } from '#core/events/message.ts';
import {
  disable,
  enable,
  endpointRequestSchema,
  newEndpoint,
  rotateSecret,
  SECRET_OVERLAP_MS,
  signingSecrets,
  wants,
} from '#core/webhooks/endpoint.ts';
import { endpointOf, secretOf } from '#test/support/webhooks.ts';

const made = { endpointId: 'we_1', secret: secretOf('shop'), now: 0 };

describe('an endpoint', () => {
  it('hears by default of every moment after which nothing more happens', () => {
    const endpoint = newEndpoint({ url: 'https://shop.example' }, made);
    expect(EVENT_NAMES.filter((name) => wants(endpoint, name))).toEqual([
      'succeeded',
      'partial',
      'failed',
      'rejected',
      'canceled',
      'unresolved',
    ]);
  });

  it('is made without what was not said', () => {
    expect(newEndpoint({ url: 'https://shop.example', events: ['failed'] }, made)).toStrictEqual({
      endpointId: 'we_1',
      revision: 1,
      url: 'https://shop.example',
      events: ['failed'],
      secrets: [{ secret: secretOf('shop') }],
      createdAt: 0,
    });
    expect(newEndpoint({ url: 'https://shop.example', description: 'the shop' }, made).description).toBe('the shop');
  });

  it('with a filter hears of exactly what it lists, once each', () => {
    const endpoint = newEndpoint({ url: 'https://shop.example', events: ['failed', 'queued', 'failed'] }, made);
    expect(endpoint.events).toEqual(['queued', 'failed']);
    expect(EVENT_NAMES.filter((name) => wants(endpoint, name))).toEqual(['queued', 'failed']);
  });

  it('hears of nothing while it is disabled', () => {
    const endpoint = endpointOf();
    const disabled = disable(endpoint, 5);
    expect(wants(disabled, 'succeeded')).toBe(false);
    expect(disable(disabled, 6)).toBe(disabled);
    expect(wants(enable(disabled), 'succeeded')).toBe(true);
    expect(enable(disabled)).toEqual({ ...endpoint, revision: endpoint.revision + 2 });
    expect(enable(endpoint)).toBe(endpoint);
  });

  it('signs with its old secret too for a day after it got a new one', () => {
    expect(SECRET_OVERLAP_MS).toBe(86_400_000);
    const rotated = rotateSecret(endpointOf(), secretOf('new'), 1000);
    expect(signingSecrets(rotated, 1000)).toEqual([secretOf('new'), secretOf('shop')]);
    expect(signingSecrets(rotated, 1000 + SECRET_OVERLAP_MS - 1)).toHaveLength(2);
    expect(signingSecrets(rotated, 1000 + SECRET_OVERLAP_MS)).toEqual([secretOf('new')]);
  });

  it('never signs with more than two secrets, however often it gets a new one', () => {
    const twice = rotateSecret(rotateSecret(endpointOf(), secretOf('b'), 0), secretOf('c'), 1);
    expect(signingSecrets(twice, 2)).toEqual([secretOf('c'), secretOf('b')]);
  });
});

describe('a request for an endpoint', () => {
  it('is refused with an unknown field, an unknown moment, no moment or no URL', () => {
    const url = 'https://shop.example';
    for (const wrong of [{ url, secret: 'mine' }, { url, events: ['done'] }, { url, events: [] }, { url: '' }, {}]) {
      expect(endpointRequestSchema.safeParse(wrong).success).toBe(false);
    }
    expect(endpointRequestSchema.safeParse({ url, events: ['failed'], description: 'shop' }).success).toBe(true);
  });
});
