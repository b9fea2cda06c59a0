/** Composition root of record-failure on Lambda. */
import { composeEditing } from '../compose/editing.ts';
import { readSettings } from '../environment/read-settings.ts';
import { recordFailure } from '../environment/settings.ts';
import { createHandler } from './handler.ts';

const settings = readSettings(process.env, recordFailure);

/** The Lambda handler. */
export const handler = createHandler({ ...composeEditing(settings, 'record-failure'), capacity: settings.capacity });
