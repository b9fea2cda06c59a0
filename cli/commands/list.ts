/** `list`: edits, newest first. */
import type { EditList, EditView } from '#client/types.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { SHOWN_ID_CHARACTERS } from '../args/find-edit.ts';
import { awsFlag, choice, jsonFlag, text, wholeNumber } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { printResult } from '../output/print.ts';
import { ago, dollars, shorten, table } from '../output/tables.ts';

/** The command. */
export const listCommand = defineCommand({
  name: 'list',
  summary: 'list edits, newest first',
  about: 'List edits, newest first.',
  examples: [
    'list',
    'list --state FAILED',
    'list --search holiday --limit 50',
    "list --json | jq -r '.edits[] | select(.costUsd > 0.05) | .id'",
  ],
  flags: {
    state: choice('STATE', EDIT_STATES, ''),
    search: text('TEXT', 'a part of the source key, prompt, preset or id'),
    limit: wholeNumber('N', 'how many', { min: 1, max: 100, default: 20 }),
    cursor: text('TEXT', 'the next page: the "cursor" of the one before (--json)'),
    ...awsFlag(),
    ...jsonFlag('the page as the API answers it'),
  },
  run: async ({ options: { aws, json, ...query } }, io) => {
    const page = await connected(io, aws, ({ client }) => client.edits.list(omitUndefined(query), { signal: io.signal }));
    printResult(io, json, page, pageText(page, io.now()));
    return EXIT.done;
  },
});

const pageText = ({ edits, cursor }: EditList, now: number): string => {
  if (edits.length === 0) return 'No edits.\n';
  const rows = edits.map((edit) => [
    edit.id.slice(0, SHOWN_ID_CHARACTERS),
    ago(edit.times.createdAt, now),
    edit.status,
    edit.results.filter((result) => 'key' in result).length,
    edit.costUsd === undefined ? '' : dollars(edit.costUsd),
    whatOf(edit),
  ]);
  const more = cursor === undefined ? '' : `There are more: ${commandLine(`list --cursor ${cursor}`)}\n`;
  return `${table(['id', 'age', 'status', 'made', 'cost', 'what'], rows)}${more}`;
};

const whatOf = ({ preset, prompt, source, problem }: EditView): string => {
  const from = source.key ?? 'api';
  return shorten(`${from}: ${problem === undefined ? (preset ?? prompt) : problem.message}`, 70);
};
