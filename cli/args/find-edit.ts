/** An edit as a person names it: its id, the beginning of it, or `last`. */
import type { Client } from '#client/client.ts';
import { UsageError } from '../command.ts';
import { commandLine, helpHint } from '../command-line.ts';

const FULL_ID = /^[0-9a-f]{40}$/;
const MIN_CHARACTERS = 4;

/** How many characters of an id are shown in lists. */
export const SHOWN_ID_CHARACTERS = 10;

/** The full id of an edit. @throws UsageError when it names none, or several; ApiError */
export const findEditId = async ({ edits }: Client, name: string, signal: AbortSignal): Promise<string> => {
  if (FULL_ID.test(name)) return name;
  if (name === 'last') {
    const newest = (await edits.list({ limit: 1 }, { signal })).edits[0];
    if (newest === undefined) throw new UsageError('there is no edit yet', helpHint('edit'));
    return newest.id;
  }
  if (!new RegExp(`^[0-9a-f]{${MIN_CHARACTERS},39}$`).test(name)) {
    throw new UsageError(
      `"${name}" is not the id of an edit`,
      `Take it from ${commandLine('list')}: at least its first ${MIN_CHARACTERS} characters, or say last.`,
    );
  }
  const ids: string[] = [];
  for await (const { id } of edits.all({ search: name, limit: 100 }, { signal })) if (id.startsWith(name)) ids.push(id);
  const [only] = ids;
  if (only === undefined) throw new UsageError(`no edit has an id that begins with ${name}`, `Look: ${commandLine('list')}`);
  if (ids.length > 1) {
    throw new UsageError(
      `${ids.length} edits have ids that begin with ${name}: ${ids.slice(0, 5).join(', ')}`,
      'Write more of it.',
    );
  }
  return only;
};
