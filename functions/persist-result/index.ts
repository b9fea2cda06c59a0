/** Composition root of persist-result on Lambda. */
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { composeDownloads } from '../compose/downloads.ts';
import { composeEditing } from '../compose/editing.ts';
import { composeModel } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { persistResult } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, persistResult);
const editing = composeEditing(settings, 'persist-result');

/** The Lambda handler. */
export const handler = createHandler({
  ...editing,
  store: createS3Store(settings),
  model: composeModel(settings, editing),
  downloads: composeDownloads(settings, editing),
  capacity: settings.capacity,
});
