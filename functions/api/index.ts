/** Composition root of the API on Lambda. */
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createDynamoWebhooks } from '#adapters/aws/webhooks/dynamo-webhooks.ts';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import { composeEditing } from '../compose/editing.ts';
import { composeModel } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { api } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, api);
const editing = composeEditing(settings, 'api');
const { allowPrivateWebhooks: allowPrivate } = settings;

/** The Lambda handler. */
export const handler = createHandler({
  ...editing,
  store: createS3Store(settings),
  model: composeModel(settings, editing),
  webhooks: {
    store: createDynamoWebhooks({ ...settings, clock: editing.clock, random: Math.random }),
    sender: createHttpWebhookSender({ allowPrivate, clock: editing.clock }),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    allowPrivate,
  },
  newId: () => crypto.randomUUID(),
  config: settings,
});
