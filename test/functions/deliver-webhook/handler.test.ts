import { describe, expect, it } from 'vitest';
import { Unavailable } from '#core/errors.ts';
import type { EditEvent } from '#core/events/events.ts';
import type { WebhookStore } from '#core/ports/webhooks.ts';
import { createHandler } from '#functions/deliver-webhook/handler.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createRecordingSender, endpointOf, eventOf } from '#test/support/webhooks.ts';

/** An event as EventBridge delivers it, by the publisher's entry. */
const carried = ({ id, detailType, detail }: EditEvent, busId = '5c0a44d4-0000-4000-8000-000000000001') => ({
  version: '0',
  id: busId,
  'detail-type': detailType,
  source: 'darkroom',
  account: '123456789012',
  time: detail.time,
  region: 'eu-central-1',
  resources: [id],
  detail,
});

const record = (messageId: string, body: unknown) => ({
  messageId,
  receiptHandle: 'handle',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const world = async ({
  status = 204,
  wrap = (store) => store,
}: {
  status?: number;
  wrap?: (store: WebhookStore) => WebhookStore;
} = {}) => {
  let now = VIRTUAL_EPOCH;
  const memory = createMemoryWebhooks();
  await memory.createEndpoint(endpointOf());
  const sender = createRecordingSender(() => ({ kind: 'answered', status }));
  const telemetry = createRecordingTelemetry();
  const handler = createHandler({ store: wrap(memory), sender, telemetry, clock: { now: () => now } });
  return {
    handler,
    sender,
    telemetry,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

describe('deliver-webhook', () => {
  it('sends an event given as core makes it', async () => {
    const { handler, sender } = await world();
    expect(await handler(eventOf())).toEqual({ batchItemFailures: [] });
    expect(JSON.parse(sender.sent[0]?.body ?? '')).toMatchObject({ type: 'edit.succeeded', data: eventOf().detail });
  });

  it('sends one message for one moment, though the bus gave it another id each time', async () => {
    const { handler, sender } = await world();
    await handler(carried(eventOf(), 'bus-1'));
    await handler({ Records: [record('m1', carried(eventOf(), 'bus-2'))] });
    await handler(eventOf());
    expect(sender.sent).toHaveLength(1);
  });

  it('answers only the messages of a batch that failed', async () => {
    const wrap = (store: WebhookStore): WebhookStore => ({
      ...store,
      createDelivery: async (delivery) => {
        if (delivery.type === 'edit.failed') throw new Unavailable({ code: 'WEBHOOKS_UNAVAILABLE', message: 'down', hint: '' });
        return await store.createDelivery(delivery);
      },
    });
    const { handler, sender, telemetry } = await world({ wrap });
    const answer = await handler({
      Records: [
        record('good', carried(eventOf('SUCCEEDED'))),
        record('store down', carried(eventOf('FAILED'))),
        record('no JSON', '{'),
        record('no event', { hello: 'world' }),
        record('future version', carried({ ...eventOf(), detail: { ...eventOf().detail, version: '2' as '1' } })),
      ],
    });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'store down',
      'no JSON',
      'no event',
      'future version',
    ]);
    expect(sender.sent).toHaveLength(1);
    expect(telemetry.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields.code)).toEqual(
      expect.arrayContaining(['WEBHOOKS_UNAVAILABLE', 'WEBHOOK_EVENT_INVALID']),
    );
  });

  it('does not ask for a message again because the consumer failed: the retry is in the store', async () => {
    const { handler, sender, pass } = await world({ status: 500 });
    expect(await handler({ Records: [record('m1', carried(eventOf()))] })).toEqual({ batchItemFailures: [] });
    await handler({ kind: 'due' });
    expect(sender.sent).toHaveLength(1);
    pass(6 * 60_000);
    await handler({ kind: 'due' });
    expect(sender.sent).toHaveLength(2);
  });

  it('refuses anything else, saying what it was given', async () => {
    const { handler } = await world();
    for (const input of [undefined, null, 7, 'due', {}, { kind: 'later' }, { kind: 'due', more: 1 }, { Records: 1 }]) {
      await expect(handler(input)).rejects.toMatchObject({ code: 'WEBHOOK_EVENT_INVALID' });
    }
  });
});
