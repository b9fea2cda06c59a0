/** Composition root of sweep on Lambda. */
import { composeEditing } from '../compose/editing.ts';
import { composeModel } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { sweep } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, sweep);
const editing = composeEditing(settings, 'sweep');

/** The Lambda handler. */
export const handler = createHandler({ ...editing, model: composeModel(settings, editing), capacity: settings.capacity });
