/** The names of commands that take edits. */
import type { Names } from './flags.ts';

/** One edit. */
export const ONE_EDIT: Names = {
  min: 1,
  max: 1,
  what: 'the id of one edit, or last',
  label: 'ID',
  help: 'the id, its first characters, or last',
};

/** At least `min` edits. */
export const severalEdits = (min: number): Names => ({
  min,
  max: 100,
  what: 'the ids of edits, or last',
  label: 'ID...',
  help: 'ids, their first characters, or last',
});
