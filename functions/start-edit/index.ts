/** Composition root of start-edit on Lambda. */
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { composeEditing } from '../compose/editing.ts';
import { readSettings } from '../environment/read-settings.ts';
import { startEdit } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, startEdit);

/** The Lambda handler. */
export const handler = createHandler({
  ...composeEditing(settings, 'start-edit'),
  store: createS3Store(settings),
  config: settings,
});
