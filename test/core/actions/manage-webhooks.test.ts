import { describe, expect, it } from 'vitest';
import { sendEvent } from '#core/actions/deliver-webhooks.ts';
import {
  addEndpoint,
  enableEndpoint,
  listDeliveries,
  listEndpoints,
  redeliver,
  removeEndpoint,
  replaceSecret,
  testEndpoint,
} from '#core/actions/manage-webhooks.ts';
import { LEASE_MS, type SendOutcome } from '#core/webhooks/delivery.ts';
import { MAX_ENDPOINTS, SECRET_OVERLAP_MS } from '#core/webhooks/endpoint.ts';
import { ATTEMPTS_PER_ROUND } from '#core/webhooks/schedule.ts';
import { verifyWebhook } from '#core/webhooks/verify.ts';
import { deliveryViewSchema, endpointViewSchema, endpointWithSecretSchema } from '#core/webhooks/views.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createRecordingSender, eventOf } from '#test/support/webhooks.ts';

const URL_ = 'https://shop.example.com/hooks';

const world = (reply: () => SendOutcome | Promise<SendOutcome> = () => ({ kind: 'answered', status: 204 })) => {
  let [now, seed] = [VIRTUAL_EPOCH, 0];
  const sender = createRecordingSender(reply);
  const deps = {
    store: createMemoryWebhooks(),
    sender,
    telemetry: createRecordingTelemetry(),
    clock: { now: () => now },
    randomBytes: (length: number) => {
      seed += 1;
      return new Uint8Array(length).fill(seed);
    },
    allowPrivate: false,
  };
  return {
    deps,
    sender,
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
  };
};

describe('adding an endpoint', () => {
  it('shows its secret once, and that secret verifies what it receives', async () => {
    const { deps, sender, now } = world();
    const made = await addEndpoint(deps, { url: URL_, description: 'the shop' });
    expect(endpointWithSecretSchema.parse(made)).toEqual(made);
    expect(made).toMatchObject({ url: URL_, description: 'the shop', createdAt: '2026-01-01T00:00:00.000Z' });
    const [listed] = await listEndpoints(deps);
    const { secret, ...rest } = made;
    expect(endpointViewSchema.parse(listed)).toEqual(rest);
    await sendEvent(deps, eventOf());
    const { body: payload, headers } = sender.sent[0] ?? { body: '', headers: {} };
    expect(verifyWebhook({ payload, headers, secret, now: now() }).ok).toBe(true);
  });

  it('is refused for an address that is not public, without repeating the URL', async () => {
    const { deps } = world();
    const adding = addEndpoint(deps, { url: 'https://127.0.0.1/hooks?token=canary' });
    await expect(adding).rejects.toMatchObject({ code: 'WEBHOOK_URL_REFUSED', message: expect.not.stringContaining('canary') });
    const allowed = await addEndpoint({ ...deps, allowPrivate: true }, { url: 'http://127.0.0.1:3000/hooks' });
    expect(allowed.url).toBe('http://127.0.0.1:3000/hooks');
  });

  it('is refused when there are too many', async () => {
    const { deps } = world();
    for (let i = 0; i < MAX_ENDPOINTS; i += 1) await addEndpoint(deps, { url: URL_ });
    await expect(addEndpoint(deps, { url: URL_ })).rejects.toMatchObject({ code: 'TOO_MANY_WEBHOOKS' });
    expect(await listEndpoints(deps)).toHaveLength(MAX_ENDPOINTS);
  });
});

describe('an endpoint', () => {
  it('that was removed is unknown to everything', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    await removeEndpoint(deps, id);
    for (const again of [
      removeEndpoint(deps, id),
      replaceSecret(deps, id),
      enableEndpoint(deps, id),
      listDeliveries(deps, id, { limit: 10 }),
      testEndpoint(deps, id),
      redeliver(deps, id, 'msg_1'),
    ]) {
      await expect(again).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
    }
  });

  it('signs with both secrets for a day after its secret was replaced', async () => {
    const { deps, sender, pass, now } = world();
    const old = await addEndpoint(deps, { url: URL_ });
    const fresh = await replaceSecret(deps, old.id);
    expect(fresh.secret).not.toBe(old.secret);
    const verifies = async (secret: string) => {
      await testEndpoint(deps, old.id);
      const { body: payload, headers } = sender.sent.at(-1) ?? { body: '', headers: {} };
      return verifyWebhook({ payload, headers, secret, now: now() }).ok;
    };
    expect([await verifies(old.secret), await verifies(fresh.secret)]).toEqual([true, true]);
    pass(SECRET_OVERLAP_MS);
    expect([await verifies(old.secret), await verifies(fresh.secret)]).toEqual([false, true]);
  });

  it('that was disabled is enabled by hand', async () => {
    const { deps, sender } = world(() => ({ kind: 'answered', status: sender.sent.length === 1 ? 410 : 200 }));
    const { id } = await addEndpoint(deps, { url: URL_ });
    await sendEvent(deps, eventOf());
    expect((await listEndpoints(deps))[0]?.disabledAt).toBeDefined();
    expect((await enableEndpoint(deps, id)).disabledAt).toBeUndefined();
    await sendEvent(deps, eventOf('FAILED'));
    expect(sender.sent).toHaveLength(2);
  });

  it('that somebody else changes at every try is left to them', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    const store = { ...deps.store, commitEndpoint: async () => 'conflict' as const };
    await expect(replaceSecret({ ...deps, store }, id)).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'WEBHOOK_CONFLICT',
      message: `webhook endpoint ${id} was changed by others at the same time`,
    });
  });

  it('that is enabled already is not written', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    const store = { ...deps.store, commitEndpoint: async () => 'conflict' as const };
    expect((await enableEndpoint({ ...deps, store }, id)).id).toBe(id);
  });

  it('never replaces another one that has its id, nor does a test replace a delivery', async () => {
    const { deps } = world();
    const same = { ...deps, randomBytes: (length: number) => new Uint8Array(length) };
    const { id } = await addEndpoint(same, { url: URL_ });
    await expect(addEndpoint(same, { url: URL_ })).rejects.toMatchObject({ code: 'WEBHOOK_CONFLICT' });
    await testEndpoint(same, id);
    await expect(testEndpoint(same, id)).rejects.toMatchObject({ code: 'WEBHOOK_CONFLICT' });
  });

  it('is refused in words', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    await expect(addEndpoint(deps, { url: 'ftp://shop.example.com/' })).rejects.toThrow(
      'the webhook URL cannot be used: it uses ftp, only https are fetched',
    );
    await expect(enableEndpoint(deps, 'we_none')).rejects.toThrow('there is no webhook endpoint we_none');
    await expect(redeliver(deps, id, 'msg_none')).rejects.toMatchObject({
      message: `webhook endpoint ${id} has no delivery msg_none`,
      hint: expect.stringContaining(`GET /webhooks/${id}/deliveries`),
    });
    for (let i = 1; i < MAX_ENDPOINTS; i += 1) await addEndpoint(deps, { url: URL_ });
    await expect(addEndpoint(deps, { url: URL_ })).rejects.toThrow('there are already 20 webhook endpoints');
  });
});

describe('trying an endpoint', () => {
  it('sends a test message now and says what became of it', async () => {
    const { deps, sender } = world(() => ({ kind: 'answered', status: 401 }));
    const { id } = await addEndpoint(deps, { url: URL_, events: ['failed'] });
    const tried = await testEndpoint(deps, id);
    expect(deliveryViewSchema.parse(tried)).toEqual(tried);
    expect(tried).toMatchObject({ type: 'webhook.test', state: 'PENDING', attempts: 1, log: [{ status: 401 }] });
    expect(JSON.parse(sender.sent[0]?.body ?? '')).toMatchObject({ type: 'webhook.test', data: { endpointId: id } });
  });

  it('twice sends two messages', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    const [first, second] = [await testEndpoint(deps, id), await testEndpoint(deps, id)];
    expect(first.id).not.toBe(second.id);
    expect((await listDeliveries(deps, id, { limit: 10 })).deliveries).toHaveLength(2);
  });
});

describe('delivering again by hand', () => {
  it('sends what was given up with the same id and body, and begins a new round', async () => {
    let status = 410;
    const { deps, sender } = world(() => ({ kind: 'answered', status }));
    const { id } = await addEndpoint(deps, { url: URL_ });
    await sendEvent(deps, eventOf());
    const [dead] = (await listDeliveries(deps, id, { limit: 10, state: 'DEAD' })).deliveries;
    status = 500;
    const again = await redeliver(deps, id, dead?.id ?? '');
    expect(again).toMatchObject({ id: dead?.id, state: 'PENDING', attempts: 1, log: [{ status: 410 }, { status: 500 }] });
    expect(sender.sent[1]?.body).toBe(sender.sent[0]?.body);
    expect(sender.sent[1]?.headers['webhook-id']).toBe(sender.sent[0]?.headers['webhook-id']);
  });

  it('sends what was delivered once more, and what waits for a retry at once', async () => {
    let status = 200;
    const { deps, sender } = world(() => ({ kind: 'answered', status }));
    const { id } = await addEndpoint(deps, { url: URL_ });
    const delivered = await testEndpoint(deps, id);
    expect(await redeliver(deps, id, delivered.id)).toMatchObject({ state: 'DELIVERED', attempts: 1 });
    status = 500;
    const waiting = await testEndpoint(deps, id);
    status = 200;
    expect(await redeliver(deps, id, waiting.id)).toMatchObject({ state: 'DELIVERED', attempts: 2 });
    expect(sender.sent).toHaveLength(4);
  });

  it('as the last attempt of a round gives up like any other', async () => {
    const { deps } = world(() => ({ kind: 'answered', status: 500 }));
    const { id } = await addEndpoint(deps, { url: URL_ });
    const { id: deliveryId } = await testEndpoint(deps, id);
    for (let attempt = 2; attempt < ATTEMPTS_PER_ROUND; attempt += 1) await redeliver(deps, id, deliveryId);
    expect(await redeliver(deps, id, deliveryId)).toMatchObject({ state: 'DEAD', attempts: ATTEMPTS_PER_ROUND });
    expect(await redeliver(deps, id, deliveryId)).toMatchObject({ state: 'PENDING', attempts: 1 });
  });

  it('is refused while the message is under way, until its lease is over', async () => {
    let finish: (outcome: SendOutcome) => void = () => undefined;
    const { deps, sender, pass } = world(() =>
      sender.sent.length === 1
        ? new Promise<SendOutcome>((resolve) => {
            finish = resolve;
          })
        : { kind: 'answered', status: 200 },
    );
    const { id } = await addEndpoint(deps, { url: URL_ });
    const sending = sendEvent(deps, eventOf());
    await new Promise((resolve) => setImmediate(resolve));
    const deliveryId = (await listDeliveries(deps, id, { limit: 1 })).deliveries[0]?.id ?? '';
    await expect(redeliver(deps, id, deliveryId)).rejects.toMatchObject({ code: 'DELIVERY_UNDER_WAY' });
    pass(LEASE_MS);
    expect(await redeliver(deps, id, deliveryId)).toMatchObject({ state: 'DELIVERED' });
    finish({ kind: 'answered', status: 500 });
    await sending;
    expect((await listDeliveries(deps, id, { limit: 1 })).deliveries[0]).toMatchObject({ state: 'DELIVERED', attempts: 2 });
  });

  it('is refused for a delivery that is not there', async () => {
    const { deps } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    await expect(redeliver(deps, id, 'msg_none')).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  });

  it('is refused when somebody else began an attempt in the same moment', async () => {
    const { deps, sender } = world();
    const { id } = await addEndpoint(deps, { url: URL_ });
    const tried = await testEndpoint(deps, id);
    const store = { ...deps.store, commitDelivery: async () => 'conflict' as const };
    await expect(redeliver({ ...deps, store }, id, tried.id)).rejects.toMatchObject({
      code: 'DELIVERY_UNDER_WAY',
      message: `delivery ${tried.id} is being sent at this moment`,
    });
    expect(sender.sent).toHaveLength(1);
  });
});
