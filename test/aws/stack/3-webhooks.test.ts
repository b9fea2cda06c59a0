/** Webhooks of the deployed stack: every route, and on the emulator a consumer that messages really reach. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WEBHOOK_OPERATIONS } from '#core/api/webhook-operations.ts';
import type { DeliveryView, EndpointView, EndpointWithSecret } from '#core/webhooks/views.ts';
import { allowPrivateWebhooks } from './allow-private-webhooks.ts';
import { answered, call } from './api-client.ts';
import { drop, emulated, learnSpeed, sample, until } from './deployed.ts';
import { type Consumer, envelopeOf, startConsumer, verified } from './webhook-consumer.ts';

let consumer: Consumer;
let endpoint: EndpointWithSecret;

/** AWS cannot reach this machine: there a host takes the messages that is reserved for examples, and refuses them. */
const consumerUrl = (): string => (emulated ? consumer.url : 'https://example.com/darkroom');

const listed = async (): Promise<EndpointView | undefined> =>
  ((await call('listWebhooks')).json.webhooks as readonly EndpointView[]).find(({ id }) => id === endpoint.id);

const deliveries = async (): Promise<readonly DeliveryView[]> =>
  (await call('listDeliveries', { id: endpoint.id })).json.deliveries as readonly DeliveryView[];

const redelivered = async (deliveryId: string): Promise<DeliveryView> => {
  const { status, json } = await call('redeliver', { id: endpoint.id, deliveryId });
  expect(status).toBe(200);
  return json as unknown as DeliveryView;
};

beforeAll(async () => {
  await learnSpeed();
  await drop('inputs/webhooks.png', sample('clock.png'));
  consumer = await startConsumer();
});
afterAll(async () => await consumer.stop());

describe('an endpoint', () => {
  it('cannot be a private address: the deployed stack reaches only public hosts', async () => {
    const { status, json } = await call('createWebhook', { body: { url: consumer.url } });
    expect(status).toBe(422);
    expect(json).toMatchObject({ error: { code: 'WEBHOOK_URL_REFUSED' } });
  });
  it('is added, shows its secret once, and is listed', async () => {
    if (emulated) await allowPrivateWebhooks(process.env.AWS_ENDPOINT_URL ?? '');
    const { status, json } = await call('createWebhook', { body: { url: consumerUrl(), description: 'the test' } });
    expect(status).toBe(201);
    endpoint = json as unknown as EndpointWithSecret;

    const { secret, ...shown } = endpoint;
    expect(secret).toMatch(/^whsec_/);
    expect(await listed()).toEqual(shown);
  });
  it('can be tried at once, and the attempt is written down', async () => {
    const { status, json } = await call('testWebhook', { id: endpoint.id });
    expect(status).toBe(200);
    expect(json).toMatchObject({ type: 'webhook.test', state: emulated ? 'DELIVERED' : 'PENDING', attempts: 1 });
    expect(await deliveries()).toEqual([json]);
  });
  it('is sent the same message again when somebody asks', async () => {
    const [first] = await deliveries();
    const again = await redelivered(first?.id ?? '');
    expect(again.id).toBe(first?.id);
    expect(again.log).toHaveLength(2);
  });
  it('gets a new secret, and is enabled as often as somebody likes', async () => {
    const { json } = await call('replaceWebhookSecret', { id: endpoint.id });
    expect(json.secret).toMatch(/^whsec_/);
    expect(json.secret).not.toBe(endpoint.secret);
    if (emulated) {
      await call('testWebhook', { id: endpoint.id });
      const [signed] = (await consumer.received('webhook.test', 3)).slice(-1);
      const verdicts = [endpoint.secret, String(json.secret)].map((secret) => signed && verified(signed, secret).ok);
      expect(verdicts).toEqual([true, true]);
    }
    expect((await call('enableWebhook', { id: endpoint.id })).json).toMatchObject({ id: endpoint.id });
  });
});

describe.skipIf(!emulated)('a consumer', () => {
  let deliveryId = '';

  it('hears of an edit that ended, signed, once', async () => {
    const { json } = await call('createEdit', { body: { prompt: 'Make it night', images: ['inputs/webhooks.png'] } });
    const [message] = await consumer.received('edit.succeeded', 1);
    if (message === undefined) throw new Error('no message');

    const verdict = verified(message, endpoint.secret);
    expect(verdict).toMatchObject({ ok: true, body: message.body.toString('utf8') });
    expect(verified({ ...message, body: Buffer.from('{}') }, endpoint.secret)).toMatchObject({ code: 'SIGNATURE_MISMATCH' });
    expect(envelopeOf(message).data).toMatchObject({ editId: json.id, state: 'SUCCEEDED', imageCount: 1 });

    deliveryId = String(message.headers['webhook-id']);
    const settled = await until('settled delivery', async () =>
      (await deliveries()).find(({ id, state }) => id === deliveryId && state === 'DELIVERED'),
    );
    expect(settled).toMatchObject({ editId: json.id, attempts: 1, log: [{ status: 204 }] });
    expect(consumer.of('edit.succeeded')).toHaveLength(1);
  });
  it('gets the same message again, byte for byte, when it is delivered by hand', async () => {
    const again = await redelivered(deliveryId);
    expect(again).toMatchObject({ state: 'DELIVERED', log: [{ status: 204 }, { status: 204 }] });

    const [first, second] = consumer.of('edit.succeeded');
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toEqual(first?.body);
    expect(second && verified(second, endpoint.secret).ok).toBe(true);
  });
  it('that fails is tried again later, and that says 410 is left alone until somebody enables it', async () => {
    consumer.answerWith(500);
    const failed = (await call('testWebhook', { id: endpoint.id })).json;
    expect(failed).toMatchObject({ state: 'PENDING', nextAttemptAt: expect.any(String), log: [{ status: 500 }] });

    consumer.answerWith(410);
    await redelivered(String(failed.id));
    expect(await listed()).toMatchObject({ disabledAt: expect.any(String) });

    consumer.answerWith(204);
    expect((await call('enableWebhook', { id: endpoint.id })).json).not.toHaveProperty('disabledAt');
    expect(await redelivered(String(failed.id))).toMatchObject({ state: 'DELIVERED' });
  });
});

describe('an endpoint that is removed', () => {
  it('is gone with its deliveries', async () => {
    expect((await call('deleteWebhook', { id: endpoint.id })).status).toBe(204);
    expect(await listed()).toBeUndefined();
    expect((await call('listDeliveries', { id: endpoint.id })).status).toBe(404);
  });
});

describe('the routes of webhooks', () => {
  it('were all called, and gave a good answer', () => {
    expect([...answered]).toEqual(expect.arrayContaining(Object.keys(WEBHOOK_OPERATIONS)));
  });
});
