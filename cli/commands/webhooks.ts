/** `webhooks`: who is told of edits, and what became of the telling. */
import type { Client } from '#client/client.ts';
import { suggest } from '#core/text/suggest.ts';
import { DELIVERY_STATES } from '#core/webhooks/delivery.ts';
import { endpointRequestSchema } from '#core/webhooks/endpoint.ts';
import type { DeliveryView, EndpointView } from '#core/webhooks/views.ts';
import { checkSaid, given } from '../args/flag-names.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT, type ExitCode, UsageError } from '../command.ts';
import { connected } from '../connect.ts';
import { table } from '../output/tables.ts';

const HELP = `Webhooks: tell programs of yours about edits. docs/webhooks.md shows how to receive them.

  darkroom webhooks add https://shop.example.com/darkroom
  darkroom webhooks add http://localhost:3000/hooks --events succeeded,failed --description "my laptop"
  darkroom webhooks list
  darkroom webhooks test we_0f3b2c9d8e7a
  darkroom webhooks deliveries we_0f3b2c9d8e7a --state DEAD
  darkroom webhooks redeliver we_0f3b2c9d8e7a msg_6c1b...
  darkroom webhooks secret we_0f3b2c9d8e7a       replace the secret; the old one signs too for a day
  darkroom webhooks enable we_0f3b2c9d8e7a       send again after it answered 410 Gone
  darkroom webhooks remove we_0f3b2c9d8e7a

  --events LIST         add: moments, separated by commas (default: all after which nothing more happens)
  --description TEXT    add: a note for people
  --state STATE         deliveries: ${DELIVERY_STATES.join(', ')}
  --aws STACK_OR_URL    a deployed Darkroom
  --json                as the API answers

Exit status of test and redeliver: 0 delivered, 1 not.
`;

const HINT = 'Help: darkroom webhooks --help';

interface InstructionFields {
  readonly client: Client;
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  readonly events: readonly string[] | undefined;
  readonly description: string | undefined;
  readonly state: DeliveryView['state'] | undefined;
}

interface Told {
  readonly json: unknown;
  readonly text: string;
  readonly code?: ExitCode;
}

/** How many names each action takes, what they are, and what it does. */
const ACTIONS: Readonly<
  Record<string, { readonly takes: readonly string[]; readonly act: (asked: InstructionFields) => Promise<Told> }>
> = {
  add: {
    takes: ['URL'],
    act: async ({ client, names: [url], signal, events, description }) => {
      const request = checkSaid(endpointRequestSchema, given({ url, events, description }), {
        hint: HINT,
        names: { url: 'URL' },
      });
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
      const page = await client.webhooks.deliveries(id, given({ state }), { signal });
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
export const webhooksCommand: Command = {
  name: 'webhooks',
  summary: 'tell programs of yours about edits',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom webhooks',
      flags: { events: 'text', description: 'text', state: 'text' },
      names: { min: 0, max: Number.POSITIVE_INFINITY, what: 'an action and its names' },
    });
    const [name = 'list', ...rest] = names;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined)
      throw new UsageError(`there is no darkroom webhooks ${name}; ${suggest(name, Object.keys(ACTIONS))}`, HINT);
    if (rest.length !== action.takes.length) {
      throw new UsageError(`darkroom webhooks ${name} takes ${action.takes.join(' ') || 'no names'}`, HINT);
    }
    const asked = {
      names: rest,
      signal: io.signal,
      events: said.events?.split(',').map((event) => event.trim()),
      description: said.description,
      state: stateOf(said.state),
    };
    const { json, text, code = EXIT.done } = await connected(io, said.aws, ({ client }) => action.act({ ...asked, client }));
    io.out(said.json === true ? `${JSON.stringify(json)}\n` : text);
    return code;
  },
};

const stateOf = (text: string | undefined): DeliveryView['state'] | undefined => {
  if (text === undefined) return undefined;
  const state = DELIVERY_STATES.find((each) => each === text.toUpperCase());
  if (state === undefined) throw new UsageError(`--state takes ${DELIVERY_STATES.join(', ')}, not "${text}"`, HINT);
  return state;
};

const attempted = (delivery: DeliveryView): Told => ({
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
