import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { sendEvent } from '#core/actions/deliver-webhooks.ts';
import { errorBodySchema } from '#core/api/bodies.ts';
import { OPERATIONS } from '#core/api/operations.ts';
import { deliveryListSchema, endpointListSchema, WEBHOOK_OPERATIONS } from '#core/api/webhook-operations.ts';
import type { SendOutcome } from '#core/webhooks/delivery.ts';
import { deliveryViewSchema, endpointViewSchema, endpointWithSecretSchema } from '#core/webhooks/views.ts';
import { createHandler } from '#functions/api/handler.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { createRecordingSender, eventOf } from '#test/support/webhooks.ts';

const setUp = (reply: () => SendOutcome = () => ({ kind: 'answered', status: 204 })) => {
  const clock = createVirtualClock();
  const telemetry = createRecordingTelemetry();
  const sender = createRecordingSender(reply);
  const store = createMemoryWebhooks();
  let seed = 0;
  const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(++seed);
  const handler = createHandler({
    ledger: createMemoryLedger(),
    store: createMemoryStore({ clock }),
    workflow: createRecordingWorkflow(),
    publisher: createRecordingPublisher(),
    model: { getTask: async () => ({ status: 'UNKNOWN' }), cancelTask: async () => 'not-pending' },
    webhooks: { store, sender, randomBytes, allowPrivate: false },
    clock,
    telemetry,
    newId: () => 'id',
    config: { capacity: 7, version: '0.0.0' },
  });
  const call = async (method: string, target: string, body?: unknown) => {
    const url = new URL(`http://api${target}`);
    const answer = await handler({
      rawPath: url.pathname,
      headers: { 'content-type': 'application/json' },
      isBase64Encoded: false,
      queryStringParameters: Object.fromEntries(url.searchParams),
      requestContext: { http: { method, path: url.pathname } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: answer.body ? (JSON.parse(answer.body) as unknown) : undefined };
  };
  const add = async () => {
    const { body } = await call('POST', '/webhooks', { url: 'https://shop.example.com/hooks' });
    return endpointWithSecretSchema.parse(body);
  };
  return { call, add, sender, telemetry, publish: () => sendEvent({ store, sender, clock, telemetry }, eventOf()) };
};

const codeOf = (body: unknown): string => errorBodySchema.parse(body).error.code;

describe('the routes of webhooks', () => {
  it('add an endpoint with its secret, list it without, and remove it', async () => {
    const { call } = setUp();
    const request = { url: 'https://shop.example.com/hooks', events: ['failed'], description: 'the shop' };
    const made = await call('POST', '/webhooks', request);
    expect(made.status).toBe(201);
    const { secret, ...endpoint } = endpointWithSecretSchema.parse(made.body);
    expect(endpoint).toMatchObject(request);

    const listed = await call('GET', '/webhooks');
    expect(endpointListSchema.parse(listed.body)).toEqual({ webhooks: [endpoint] });
    expect(JSON.stringify(listed.body)).not.toContain(secret);

    expect(await call('DELETE', `/webhooks/${endpoint.id}`)).toEqual({ status: 204, body: undefined });
    expect((await call('GET', '/webhooks')).body).toEqual({ webhooks: [] });
  });

  it('try an endpoint, list what was sent, and send it again', async () => {
    const { call, add, publish, sender } = setUp();
    const { id } = await add();
    await publish();
    expect(deliveryViewSchema.parse((await call('POST', `/webhooks/${id}/test`)).body)).toMatchObject({ state: 'DELIVERED' });

    const first = deliveryListSchema.parse((await call('GET', `/webhooks/${id}/deliveries?limit=1`)).body);
    const rest = deliveryListSchema.parse((await call('GET', `/webhooks/${id}/deliveries?limit=1&cursor=${first.cursor}`)).body);
    const types = [...first.deliveries, ...rest.deliveries].map(({ type }) => type);
    expect([...types].sort()).toEqual(['edit.succeeded', 'webhook.test']);
    expect(rest.cursor).toBeUndefined();

    const [delivery] = rest.deliveries;
    const again = await call('POST', `/webhooks/${id}/deliveries/${delivery?.id}/redeliver`);
    expect(again.status).toBe(200);
    expect(deliveryViewSchema.parse(again.body)).toMatchObject({ id: delivery?.id, state: 'DELIVERED' });
    expect(sender.sent).toHaveLength(3);
  });

  it('list what was given up', async () => {
    const { call, add, publish } = setUp(() => ({ kind: 'answered', status: 410 }));
    const { id } = await add();
    await publish();
    const dead = deliveryListSchema.parse((await call('GET', `/webhooks/${id}/deliveries?state=DEAD`)).body);
    expect(dead.deliveries).toMatchObject([{ state: 'DEAD', log: [{ status: 410 }] }]);
    expect((await call('GET', `/webhooks/${id}/deliveries?state=DELIVERED`)).body).toEqual({ deliveries: [] });
    expect(endpointListSchema.parse((await call('GET', '/webhooks')).body).webhooks[0]?.disabledAt).toBeDefined();
    const enabled = endpointViewSchema.parse((await call('POST', `/webhooks/${id}/enable`)).body);
    expect(enabled.disabledAt).toBeUndefined();
  });

  it('replace a secret', async () => {
    const { call, add } = setUp();
    const { id, secret } = await add();
    const replaced = endpointWithSecretSchema.parse((await call('POST', `/webhooks/${id}/secret`)).body);
    expect(replaced.id).toBe(id);
    expect(replaced.secret).not.toBe(secret);
  });

  it('refuse with a status, a code and what to do next', async () => {
    const { call, add } = setUp();
    const { id } = await add();
    const refusals = [
      [await call('POST', '/webhooks', { url: 'https://10.0.0.8/' }), 422, 'WEBHOOK_URL_REFUSED'],
      [await call('POST', '/webhooks', { url: 'https://shop.example.com', event: [] }), 400, 'BODY_REFUSED'],
      [await call('DELETE', '/webhooks/we_none'), 404, 'WEBHOOK_NOT_FOUND'],
      [await call('POST', '/webhooks/we_none/test'), 404, 'WEBHOOK_NOT_FOUND'],
      [await call('POST', '/webhooks/we_none/enable'), 404, 'WEBHOOK_NOT_FOUND'],
      [await call('POST', '/webhooks/we_none/secret'), 404, 'WEBHOOK_NOT_FOUND'],
      [await call('GET', '/webhooks/we_none/deliveries'), 404, 'WEBHOOK_NOT_FOUND'],
      [await call('POST', `/webhooks/${id}/deliveries/msg_none/redeliver`), 404, 'DELIVERY_NOT_FOUND'],
      [await call('GET', `/webhooks/${id}/deliveries?limit=0`), 400, 'QUERY_REFUSED'],
      [await call('GET', `/webhooks/${id}/deliveries?state=dead`), 400, 'QUERY_REFUSED'],
      [await call('PUT', `/webhooks/${id}`), 405, 'METHOD_NOT_ALLOWED'],
    ] as const;
    for (const [{ status, body }, wanted, code] of refusals) expect([status, codeOf(body)]).toEqual([wanted, code]);
    for (let i = 1; i < 20; i += 1) await add();
    const tooMany = await call('POST', '/webhooks', { url: 'https://shop.example.com/hooks' });
    expect([tooMany.status, codeOf(tooMany.body)]).toEqual([409, 'TOO_MANY_WEBHOOKS']);
  });

  it('log no secret and no URL', async () => {
    const { call, add, telemetry } = setUp();
    const { id, secret } = await add();
    await call('POST', `/webhooks/${id}/test`);
    expect(telemetry.lines).toHaveLength(1);
    expect(JSON.stringify(telemetry.lines)).not.toContain('shop.example.com');
    expect(JSON.stringify(telemetry.lines)).not.toContain(secret);
  });

  it('are described with every parameter of their paths', async () => {
    const { call } = setUp();
    const shape = z.looseObject({
      paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
    });
    const { paths } = shape.parse((await call('GET', '/openapi.json')).body);
    for (const [id, { path, method }] of Object.entries(WEBHOOK_OPERATIONS)) {
      expect(paths[path]?.[method.toLowerCase()]?.operationId).toBe(id);
    }
    const names = paths[OPERATIONS.redeliver.path]?.post?.parameters as readonly { readonly name: string }[] | undefined;
    expect(names?.map(({ name }) => name)).toEqual(['id', 'deliveryId']);
    expect(paths['/webhooks/{id}']?.delete?.responses).toHaveProperty('204', { description: 'Removed.' });
  });
});
