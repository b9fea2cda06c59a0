/** `webhooks`: which endpoints are sent events, and what became of each delivery. */
import type { Client } from '#client/client.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { DELIVERY_STATES } from '#core/webhooks/delivery.ts';
import { endpointRequestSchema } from '#core/webhooks/endpoint.ts';
import type { DeliveryView, EndpointView } from '#core/webhooks/views.ts';
import { type Action, chooseAction } from '../args/actions.ts';
import { checkFields } from '../args/check-fields.ts';
import { awsFlag, choice, jsonFlag, text } from '../args/flags.ts';
import { EXIT, type ExitCode } from '../command.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { printResult } from '../output/print.ts';
import { table } from '../output/tables.ts';

interface WebhookInput {
  readonly client: Client;
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  readonly events: readonly string[] | undefined;
  readonly description: string | undefined;
  readonly state: DeliveryView['state'] | undefined;
}

interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly code?: ExitCode;
}

const ACTIONS: Readonly<Record<string, Action & { readonly act: (input: WebhookInput) => Promise<Outcome> }>> = {
  add: {
    takes: ['URL'],
    act: async ({ client, names: [url], signal, events, description }) => {
      const request = checkFields(endpointRequestSchema, omitUndefined({ url, events, description }), { url: 'URL' });
      const endpoint = await client.webhooks.add(request, { signal });
      return {
        json: endpoint,
        text: `${endpoint.id} hears of ${endpoint.events.join(', ')}\nsecret: ${endpoint.secret}\nIt is shown this once: store it now, the receiver verifies with it.\n`,
      };
    },
  },
  list: {
    takes: [],
    act: async ({ client, signal }) => {
      const webhooks = await client.webhooks.list({ signal });
      return { json: { webhooks }, text: webhooks.length === 0 ? 'No webhooks.\n' : endpointTable(webhooks) };
    },
  },
  remove: {
    takes: ['ID'],
    act: async ({ client, names: [id = ''], signal }) => {
      await client.webhooks.remove(id, { signal });
      return { json: { removed: id }, text: `${id} removed\n` };
    },
  },
  test: {
    takes: ['ID'],
    act: async ({ client, names: [id = ''], signal }) => attempted(await client.webhooks.test(id, { signal })),
  },
  redeliver: {
    takes: ['ID', 'DELIVERY'],
    act: async ({ client, names: [id = '', delivery = ''], signal }) =>
      attempted(await client.webhooks.redeliver(id, delivery, { signal })),
  },
  deliveries: {
    takes: ['ID'],
    act: async ({ client, names: [id = ''], signal, state }) => {
      const page = await client.webhooks.deliveries(id, omitUndefined({ state }), { signal });
      return { json: page, text: page.deliveries.length === 0 ? 'No deliveries.\n' : deliveryTable(page.deliveries) };
    },
  },
  secret: {
    takes: ['ID'],
    act: async ({ client, names: [id = ''], signal }) => {
      const endpoint = await client.webhooks.replaceSecret(id, { signal });
      return { json: endpoint, text: `secret: ${endpoint.secret}\nThe old one signs too for a day.\n` };
    },
  },
  enable: {
    takes: ['ID'],
    act: async ({ client, names: [id = ''], signal }) => {
      const endpoint = await client.webhooks.enable(id, { signal });
      return { json: endpoint, text: `${endpoint.id} is sent to again\n` };
    },
  },
};

/** The command. */
export const webhooksCommand = defineCommand({
  name: 'webhooks',
  summary: 'tell programs of yours about edits',
  about: 'Webhooks: tell programs of yours about edits. docs/webhooks.md shows how to receive them.',
  examples: [
    'webhooks add https://shop.example.com/darkroom',
    'webhooks add http://localhost:3000/hooks --events succeeded,failed --description "my laptop"',
    'webhooks list',
    'webhooks test we_0f3b2c9d8e7a',
    'webhooks deliveries we_0f3b2c9d8e7a --state DEAD',
    'webhooks redeliver we_0f3b2c9d8e7a msg_6c1b...',
    ['webhooks secret we_0f3b2c9d8e7a', 'replace the secret; the old one signs too for a day'],
    ['webhooks enable we_0f3b2c9d8e7a', 'send again after it answered 410 Gone'],
    'webhooks remove we_0f3b2c9d8e7a',
  ],
  names: { min: 0, max: Number.POSITIVE_INFINITY, what: 'an action and its names' },
  flags: {
    events: text('LIST', 'add: moments, separated by commas (default: all after which nothing more happens)'),
    description: text('TEXT', 'add: a note for people'),
    state: choice('STATE', DELIVERY_STATES, 'deliveries'),
    ...awsFlag(),
    ...jsonFlag('as the API answers'),
  },
  notes: ['Exit status of test and redeliver: 0 delivered, 1 not.'],
  run: async ({ options: { events, description, state, aws, json }, names: typed }, io) => {
    const { action, names } = chooseAction('webhooks', ACTIONS, typed);
    const outcome = await connected(io, aws, ({ client }) =>
      action.act({
        client,
        names,
        signal: io.signal,
        events: events?.split(',').map((event) => event.trim()),
        description,
        state,
      }),
    );
    printResult(io, json, outcome.json, outcome.text);
    return outcome.code ?? EXIT.done;
  },
});

const attempted = (delivery: DeliveryView): Outcome => ({
  json: delivery,
  text: `${delivery.id} ${delivery.state}: ${lastAttempt(delivery)}\n`,
  code: delivery.state === 'DELIVERED' ? EXIT.done : EXIT.failed,
});

const lastAttempt = ({ log }: DeliveryView): string => {
  const last = log.at(-1);
  if (last === undefined) return 'not tried yet';
  return `${last.status === undefined ? (last.code ?? 'no answer') : `HTTP ${last.status}`} after ${Math.round(last.ms)} ms`;
};

const endpointTable = (webhooks: readonly EndpointView[]): string =>
  table(
    ['id', 'url', 'events', ''],
    webhooks.map(({ id, url, events, disabledAt }) => [
      id,
      url,
      events.join(','),
      disabledAt === undefined ? '' : `disabled since ${disabledAt}`,
    ]),
  );

const deliveryTable = (deliveries: readonly DeliveryView[]): string =>
  table(
    ['id', 'type', 'created', 'state', 'attempts', 'last'],
    deliveries.map((delivery) => [
      delivery.id,
      delivery.type,
      delivery.createdAt,
      delivery.state,
      delivery.attempts,
      lastAttempt(delivery),
    ]),
  );
