import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendDue, sendEvent } from '#core/actions/deliver-webhooks.ts';
import { Unavailable } from '#core/errors.ts';
import type { PublishedState } from '#core/events/events.ts';
import { eventName } from '#core/events/message.ts';
import type { WebhookRequest, WebhookStore } from '#core/ports/webhooks.ts';
import { deliveryOf, LEASE_MS, type SendOutcome } from '#core/webhooks/delivery.ts';
import type { WebhookEndpoint } from '#core/webhooks/endpoint.ts';
import { ATTEMPTS_PER_ROUND } from '#core/webhooks/schedule.ts';
import { verifyWebhook } from '#core/webhooks/verify.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createRecordingSender, endpointOf, eventOf, secretOf } from '#test/support/webhooks.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BUDGET = { budgetMs: 25_000 };
const answer = (status: number): SendOutcome => ({ kind: 'answered', status });

const world = async (
  reply?: (request: WebhookRequest) => SendOutcome | Promise<SendOutcome>,
  endpoints: readonly WebhookEndpoint[] = [endpointOf()],
  wrap: (store: WebhookStore) => WebhookStore = (store) => store,
) => {
  let now = VIRTUAL_EPOCH;
  const memory = createMemoryWebhooks();
  for (const endpoint of endpoints) await memory.createEndpoint(endpoint);
  const sender = createRecordingSender(reply);
  const telemetry = createRecordingTelemetry();
  const deps = { store: wrap(memory), sender, telemetry, clock: { now: () => now } };
  return {
    ...deps,
    deps,
    memory,
    pass: (ms: number) => {
      now += ms;
    },
    only: async () => (await memory.deliveries('we_shop', { limit: 1 })).deliveries[0],
  };
};

describe('an event', () => {
  it('is sent at once, signed, with the message as its body', async () => {
    const { deps, sender, clock, only } = await world();
    await sendEvent(deps, eventOf());
    const [message] = sender.sent;
    expect(message?.url).toBe('https://shop.example/hooks');
    expect(JSON.parse(message?.body ?? '')).toEqual({
      type: 'edit.succeeded',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: eventOf().detail,
    });
    const verdict = verifyWebhook({
      payload: message?.body ?? '',
      headers: message?.headers ?? {},
      secret: secretOf('shop'),
      now: clock.now(),
    });
    expect(verdict).toMatchObject({ ok: true, id: (await only())?.deliveryId });
    expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 1, log: [{ status: 204 }] });
  });

  it('is sent only to endpoints that want it', async () => {
    const endpoints = [endpointOf('all'), endpointOf('failures', { events: ['failed'] }), endpointOf('gone', { disabledAt: 1 })];
    const { deps, sender } = await world(undefined, endpoints);
    const states: readonly PublishedState[] = ['QUEUED', 'SUCCEEDED', 'FAILED'];
    for (const state of states) await sendEvent(deps, eventOf(state));
    expect(sender.sent.map(({ url, body }) => [new URL(url).hostname, JSON.parse(body).type])).toEqual([
      ['all.example', 'edit.succeeded'],
      ['all.example', 'edit.failed'],
      ['failures.example', 'edit.failed'],
    ]);
    expect(eventName(eventOf('FAILED').detailType)).toBe('failed');
  });

  it('that is published again is sent once', async () => {
    const { deps, sender } = await world();
    await Promise.all([sendEvent(deps, eventOf()), sendEvent(deps, eventOf())]);
    await sendEvent(deps, eventOf());
    expect(sender.sent).toHaveLength(1);
  });

  it('that is published again before its retry is due waits for the retry', async () => {
    const { deps, sender, pass } = await world(() => answer(503));
    await sendEvent(deps, eventOf());
    pass(60_000);
    await sendEvent(deps, eventOf());
    expect(sender.sent).toHaveLength(1);
  });

  it('reaches the other endpoints when the store fails for one, and the failure comes through', async () => {
    const failing = (store: WebhookStore): WebhookStore => ({
      ...store,
      createDelivery: async (delivery) => {
        if (delivery.endpointId === 'we_a') throw new Unavailable({ code: 'WEBHOOKS_UNAVAILABLE', message: 'down', hint: '' });
        return await store.createDelivery(delivery);
      },
    });
    const { deps, sender } = await world(undefined, [endpointOf('a'), endpointOf('b')], failing);
    await expect(sendEvent(deps, eventOf())).rejects.toMatchObject({ code: 'WEBHOOKS_UNAVAILABLE' });
    expect(sender.sent.map(({ url }) => url)).toEqual(['https://b.example/hooks']);
  });

  it('is sent as JSON, by darkroom', async () => {
    const { deps, sender } = await world();
    await sendEvent(deps, eventOf());
    expect(sender.sent[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'darkroom-webhooks/1' });
  });

  it('that is published again when its retry is due is sent again at once', async () => {
    let up = false;
    const { deps, sender, pass, only } = await world(() => answer(up ? 200 : 503));
    await sendEvent(deps, eventOf());
    up = true;
    pass(HOUR);
    await sendEvent(deps, eventOf());
    expect(sender.sent).toHaveLength(2);
    expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 2 });
  });

  it('is left to whoever removed its delivery in the same moment', async () => {
    const { deps, sender } = await world(undefined, undefined, (store) => ({
      ...store,
      createDelivery: async () => 'exists',
      delivery: async () => undefined,
    }));
    await sendEvent(deps, eventOf());
    expect(sender.sent).toEqual([]);
  });
});

describe('a delivery that failed', () => {
  it('comes again with the same id and body and a new timestamp, until it arrives', async () => {
    let up = false;
    const { deps, sender, pass, only } = await world(() => answer(up ? 200 : 500));
    await sendEvent(deps, eventOf());
    await sendDue(deps, BUDGET);
    expect(sender.sent).toHaveLength(1);
    up = true;
    pass(6 * 60_000);
    await sendDue(deps, BUDGET);
    const [first, second] = sender.sent;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(Number(second?.headers['webhook-timestamp'])).toBe(Number(first?.headers['webhook-timestamp']) + 360);
    expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 2, log: [{ status: 500 }, { status: 200 }] });
  });

  it.each([
    ['a redirect', answer(302)],
    ['a refusal', answer(404)],
    ['no answer', { kind: 'unanswered', code: 'TIMEOUT' } as const],
  ])('because of %s is tried seven times and then kept as dead', async (_, outcome) => {
    const { deps, sender, pass, only, telemetry } = await world(() => outcome);
    await sendEvent(deps, eventOf());
    for (let hour = 0; hour < 40; hour += 1) {
      pass(HOUR);
      await sendDue(deps, BUDGET);
    }
    expect(sender.sent).toHaveLength(ATTEMPTS_PER_ROUND);
    expect(await only()).toMatchObject({ state: 'DEAD', attempts: ATTEMPTS_PER_ROUND });
    expect((await only())?.nextAttemptAt).toBeUndefined();
    expect(telemetry.measures.filter(({ name }) => name === 'WebhookDead')).toHaveLength(1);
  });

  it('is given up after seven attempts even when every invocation died before it could write down the outcome', async () => {
    const { deps, sender, pass, only } = await world(() => {
      throw new Error('the invocation ended here');
    });
    await sendEvent(deps, eventOf()).catch(() => undefined);
    for (let minute = 0; minute < 30; minute += 1) {
      pass(LEASE_MS);
      await sendDue(deps, BUDGET).catch(() => undefined);
    }
    expect(sender.sent).toHaveLength(ATTEMPTS_PER_ROUND);
    expect(await only()).toMatchObject({ state: 'DEAD' });
  });

  it('waits as long as the consumer asks for', async () => {
    const { deps, only } = await world(() => ({ kind: 'answered', status: 429, retryAfterMs: 2 * HOUR }));
    await sendEvent(deps, eventOf());
    expect((await only())?.nextAttemptAt).toBe(VIRTUAL_EPOCH + 2 * HOUR);
  });
});

describe('an endpoint that answers 410 Gone', () => {
  it('is disabled, and hears of nothing more', async () => {
    const { deps, sender, only, memory } = await world(() => answer(410));
    await sendEvent(deps, eventOf('SUCCEEDED', 'one'));
    await sendEvent(deps, eventOf('SUCCEEDED', 'two'));
    expect(sender.sent).toHaveLength(1);
    expect(await only()).toMatchObject({ state: 'DEAD', attempts: 1 });
    expect((await memory.endpoint('we_shop'))?.disabledAt).toBe(VIRTUAL_EPOCH);
  });

  it('gets nothing of what waits for it: that is given up, to be delivered by hand', async () => {
    let status = 500;
    const { deps, sender, pass, memory } = await world(() => answer(status));
    for (let i = 0; i < 30; i += 1) await sendEvent(deps, eventOf('FAILED', `edit-${i}`));
    status = 410;
    pass(DAY);
    await sendDue(deps, BUDGET);
    expect(sender.sent.length).toBeLessThanOrEqual(30 + 4);
    await sendDue(deps, BUDGET);
    expect(sender.sent.length).toBeLessThanOrEqual(30 + 4);
    expect((await memory.deliveries('we_shop', { limit: 100, state: 'DEAD' })).deliveries).toHaveLength(30);
  });

  it('stays as it is when it was removed, or disabled, meanwhile', async () => {
    const disabled = endpointOf('shop', { disabledAt: 5, revision: 7 });
    for (const stored of [undefined, disabled]) {
      const commits: unknown[] = [];
      const { deps, telemetry } = await world(
        () => answer(410),
        [endpointOf()],
        (store) => ({
          ...store,
          endpoint: async () => stored,
          commitEndpoint: async (next) => {
            commits.push(next);
            return 'committed';
          },
        }),
      );
      await sendEvent(deps, eventOf());
      expect(commits).toEqual([]);
      expect(telemetry.lines.map(({ event }) => event)).toEqual(['webhook dead']);
    }
  });

  it('is not said to be disabled when somebody else changed it first', async () => {
    const { deps, telemetry, memory } = await world(
      () => answer(410),
      [endpointOf()],
      (store) => ({ ...store, commitEndpoint: async () => 'conflict' }),
    );
    await sendEvent(deps, eventOf());
    expect(telemetry.lines.map(({ event }) => event)).toEqual(['webhook dead']);
    expect(await memory.endpoint('we_shop')).not.toHaveProperty('disabledAt');
  });
});

describe('a run over what is due', () => {
  it('sends each at most once when several run at the same moment', async () => {
    let up = false;
    const { deps, sender, pass } = await world(() => answer(up ? 200 : 500));
    for (let i = 0; i < 20; i += 1) await sendEvent(deps, eventOf('FAILED', `edit-${i}`));
    up = true;
    pass(HOUR);
    await Promise.all([sendDue(deps, BUDGET), sendDue(deps, BUDGET), sendEvent(deps, eventOf('FAILED', 'edit-3'))]);
    expect(sender.sent).toHaveLength(40);
    expect(new Set(sender.sent.slice(20).map(({ headers }) => headers['webhook-id'])).size).toBe(20);
  });

  it('begins nothing after its budget, and leaves the rest due', async () => {
    let slow = false;
    const setup = await world((): SendOutcome => {
      if (slow) setup.pass(15_000);
      return answer(slow ? 200 : 500);
    });
    for (let i = 0; i < 20; i += 1) await sendEvent(setup.deps, eventOf('FAILED', `edit-${i}`));
    slow = true;
    setup.pass(HOUR);
    await sendDue(setup.deps, BUDGET);
    expect(setup.sender.sent.length - 20).toBeLessThan(8);
    const left = await setup.memory.due('we_shop', setup.clock.now(), 100);
    expect(left).toHaveLength(20 - (setup.sender.sent.length - 20));
    expect(left.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  it('never begins one that is under way elsewhere, and takes it over when its lease is over', async () => {
    let answerNow: (outcome: SendOutcome) => void = () => undefined;
    const hanging = new Promise<SendOutcome>((resolve) => {
      answerNow = resolve;
    });
    let calls = 0;
    const { deps, sender, pass, only } = await world(() => {
      calls += 1;
      return calls === 1 ? hanging : answer(200);
    });
    const first = sendEvent(deps, eventOf());
    await new Promise((resolve) => setImmediate(resolve));
    pass(LEASE_MS - 1);
    await sendDue(deps, BUDGET);
    expect(sender.sent).toHaveLength(1);
    pass(1);
    await sendDue(deps, BUDGET);
    expect(sender.sent).toHaveLength(2);
    answerNow(answer(500));
    await first;
    expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 2 });
  });

  it('begins nothing without a budget', async () => {
    const { deps, sender, pass } = await world(() => answer(500));
    await sendEvent(deps, eventOf());
    pass(HOUR);
    await sendDue(deps, { budgetMs: 0 });
    expect(sender.sent).toHaveLength(1);
  });
});

describe('what is logged', () => {
  it('names ids and statuses, never the URL, the secret or the body', async () => {
    const endpoint = endpointOf('shop', { url: 'https://shop.example/hooks?token=canary-token' });
    const { deps, telemetry, pass } = await world(() => answer(500), [endpoint]);
    await sendEvent(deps, eventOf());
    pass(DAY);
    await sendDue(deps, BUDGET);
    const text = JSON.stringify([telemetry.lines, telemetry.measures]);
    expect(telemetry.lines).toHaveLength(2);
    for (const secret of ['canary-token', 'whsec_', secretOf('shop').slice(6), 'v1,', 'shop.example', 'results/']) {
      expect(text).not.toContain(secret);
    }
  });

  const ids = {
    endpointId: 'we_shop',
    deliveryId: expect.stringMatching(/^msg_/),
    editId: expect.any(String),
    type: 'edit.succeeded',
  };

  it('is a line for every attempt, loud unless it arrived', async () => {
    const outcomes: SendOutcome[] = [{ kind: 'unanswered', code: 'TIMEOUT' }, answer(500), answer(200)];
    const { deps, telemetry, pass } = await world(() => outcomes.shift() ?? answer(200));
    await sendEvent(deps, eventOf());
    for (let attempt = 2; attempt <= 3; attempt += 1) {
      pass(HOUR);
      await sendDue(deps, BUDGET);
    }
    expect(telemetry.lines).toStrictEqual([
      { level: 'warn', event: 'webhook pending', fields: { ...ids, attempt: 1, reason: 'TIMEOUT' } },
      { level: 'warn', event: 'webhook pending', fields: { ...ids, attempt: 2, status: 500 } },
      { level: 'info', event: 'webhook delivered', fields: { ...ids, attempt: 3, status: 200 } },
    ]);
    expect(telemetry.measures.map(({ name }) => name)).toEqual(['WebhookFailed', 'WebhookFailed', 'WebhookDelivered']);
  });

  it('says which endpoint was disabled, and why', async () => {
    const { deps, telemetry } = await world(() => answer(410));
    await sendEvent(deps, eventOf());
    expect(telemetry.lines[1]).toStrictEqual({
      level: 'warn',
      event: 'webhook endpoint disabled',
      fields: { endpointId: 'we_shop', reason: '410 Gone' },
    });
  });

  it('says what is given up because its endpoint is disabled, and only by whom that was written', async () => {
    const { deps, telemetry, memory } = await world(() => answer(500));
    await sendEvent(deps, eventOf());
    const current = await memory.endpoint('we_shop');
    if (current === undefined) throw new Error('the endpoint is there');
    await memory.commitEndpoint({ ...current, revision: current.revision + 1, disabledAt: 1 });
    const later = { ...deps, clock: { now: () => VIRTUAL_EPOCH + DAY } };
    await sendDue({ ...later, store: { ...memory, commitDelivery: async () => 'conflict' } }, BUDGET);
    expect(telemetry.lines).toHaveLength(1);
    await sendDue(later, BUDGET);
    expect(telemetry.lines[1]).toStrictEqual({
      level: 'warn',
      event: 'webhook dead',
      fields: { ...ids, reason: 'ENDPOINT_DISABLED' },
    });
    expect(telemetry.measures.map(({ name }) => name)).toEqual(['WebhookFailed', 'WebhookDead']);
  });

  it('says what is given up because its attempts are spent', async () => {
    const { deps, telemetry, pass } = await world(() => {
      throw new Error('the invocation ended here');
    });
    await sendEvent(deps, eventOf()).catch(() => undefined);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      pass(LEASE_MS);
      await sendDue(deps, BUDGET).catch(() => undefined);
    }
    expect(telemetry.lines).toStrictEqual([
      { level: 'warn', event: 'webhook dead', fields: { ...ids, reason: 'ATTEMPTS_SPENT' } },
    ]);
  });

  it('says when somebody else had taken the delivery over meanwhile', async () => {
    const { deps, telemetry } = await world(undefined, undefined, (store) => ({
      ...store,
      commitDelivery: async () => 'conflict',
    }));
    await sendEvent(deps, eventOf());
    expect(telemetry.lines[0]?.fields).toStrictEqual({ ...ids, attempt: 1, status: 204, lostLease: true });
  });
});

describe('whatever fails on the way', () => {
  it('every message arrives or is dead in the end, under one id, and none is sent again once that was written down', async () => {
    const outcomes = fc.constantFrom<SendOutcome>(answer(200), answer(500), answer(429), { kind: 'unanswered', code: 'TIMEOUT' });
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcomes, { minLength: 1, maxLength: 12 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (replies, crashes, events) => {
          let [sends, writes] = [0, 0];
          const recorded = new Set<string>();
          const crashing = (store: WebhookStore): WebhookStore => ({
            ...store,
            commitDelivery: async (previous, next) => {
              const dies = crashes[writes++] === true;
              if (dies) throw new Unavailable({ code: 'CRASH', message: 'the invocation ended here', hint: '' });
              const outcome = await store.commitDelivery(previous, next);
              if (outcome === 'committed' && next.state !== 'PENDING') recorded.add(next.deliveryId);
              return outcome;
            },
          });
          const setup = await world(
            ({ headers }) => {
              expect(recorded.has(headers['webhook-id'] ?? '')).toBe(false);
              return replies[sends++ % replies.length] ?? answer(200);
            },
            [endpointOf()],
            crashing,
          );
          const run = (work: Promise<void>) => work.catch((error: unknown) => expect(error).toMatchObject({ code: 'CRASH' }));
          for (let i = 0; i < events; i += 1) await run(sendEvent(setup.deps, eventOf('FAILED', `edit-${i}`)));
          for (let step = 0; step < 80; step += 1) {
            setup.pass(HOUR);
            await run(sendDue(setup.deps, BUDGET));
          }
          const { deliveries } = await setup.memory.deliveries('we_shop', { limit: 100 });
          const expected = Array.from({ length: events }, (_, i) => deliveryOf(eventOf('FAILED', `edit-${i}`), endpointOf(), 0));
          expect(deliveries.map(({ deliveryId }) => deliveryId).sort()).toEqual(
            expected.map(({ deliveryId }) => deliveryId).sort(),
          );
          expect(deliveries.filter(({ state }) => state === 'PENDING')).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
