/** Composition root of submit on Lambda. */
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { composeEditing } from '../compose/editing.ts';
import { composeModel } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { submit } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, submit);
const editing = composeEditing(settings, 'submit');

/** The Lambda handler. */
export const handler = createHandler({
  ...editing,
  store: createS3Store(settings),
  model: composeModel(settings, editing),
  capacity: settings.capacity,
});
