/** Composition root of batch-item on Lambda. */
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { composeEditing } from '../compose/editing.ts';
import { readSettings } from '../environment/read-settings.ts';
import { batchItem } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, batchItem);

/** The Lambda handler. */
export const handler = createHandler({
  ...composeEditing(settings, 'batch-item'),
  store: createS3Store(settings),
  config: settings,
});
