import { describe, expect, it } from 'vitest';
import { type Client, createClient } from '#client/client.ts';
import { OPERATIONS, type OperationId } from '#core/api/operations.ts';
import { json, scriptedFetch } from './scripted-fetch.ts';

/** How each operation is called; only programs that draw the API ask for its description. */
const CALLS: Readonly<Record<Exclude<OperationId, 'getOpenApi'>, (client: Client) => Promise<unknown>>> = {
  createEdit: ({ edits }) => edits.create({ images: ['uploads/a.png'], prompt: 'x' }),
  listEdits: ({ edits }) => edits.list(),
  getEdit: ({ edits }) => edits.get('i'),
  cancelEdit: ({ edits }) => edits.cancel('i'),
  retryEdit: ({ edits }) => edits.retry('i'),
  createUpload: ({ uploads }) => uploads.create({ name: 'a.png', mediaType: 'image/png', bytes: 1 }),
  listPresets: ({ presets }) => presets.list(),
  getControls: ({ controls }) => controls.get(),
  setControls: ({ controls }) => controls.set({ paused: false }),
  getBudget: ({ budget }) => budget.get(),
  createWebhook: ({ webhooks }) => webhooks.add({ url: 'https://shop.example.com' }),
  listWebhooks: ({ webhooks }) => webhooks.list(),
  deleteWebhook: ({ webhooks }) => webhooks.remove('i'),
  replaceWebhookSecret: ({ webhooks }) => webhooks.replaceSecret('i'),
  enableWebhook: ({ webhooks }) => webhooks.enable('i'),
  testWebhook: ({ webhooks }) => webhooks.test('i'),
  listDeliveries: ({ webhooks }) => webhooks.deliveries('i'),
  redeliver: ({ webhooks }) => webhooks.redeliver('i', 'd'),
  getHealth: (client) => client.health(),
};

describe('the client', () => {
  it.each(Object.entries(CALLS))('reaches %s', async (id, send) => {
    const { fetch, sent } = scriptedFetch(json({}));

    await send(createClient({ baseUrl: 'http://api.test', fetch }));

    const { method, path } = OPERATIONS[id as OperationId];
    const filled = path.replace('{id}', 'i').replace('{deliveryId}', 'd');
    expect(sent.map((call) => `${call.method} ${call.url}`)).toEqual([`${method} http://api.test${filled}`]);
  });
});
