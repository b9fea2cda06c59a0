/** Composition root of execution-ended on Lambda. */
import { composeEditing } from '../compose/editing.ts';
import { composeModel } from '../compose/model.ts';
import { readSettings } from '../environment/read-settings.ts';
import { executionEnded } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, executionEnded);
const editing = composeEditing(settings, 'execution-ended');

/** The Lambda handler. */
export const handler = createHandler({ ...editing, model: composeModel(settings, editing), capacity: settings.capacity });
