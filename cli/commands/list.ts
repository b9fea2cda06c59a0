/** `list`: edits, newest first. */
import type { EditList, EditView } from '#client/types.ts';
import { listQuerySchema } from '#core/api/bodies.ts';
import { EDIT_STATES } from '#core/edit/edit.ts';
import { SHOWN_ID_CHARACTERS } from '../args/find-edit.ts';
import { checkSaid, given } from '../args/flag-names.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT } from '../command.ts';
import { connected } from '../connect.ts';
import { ago, dollars, shorten, table } from '../output/tables.ts';

const HELP = `List edits, newest first.

  darkroom list
  darkroom list --state FAILED
  darkroom list --search holiday --limit 50
  darkroom list --json | jq -r '.edits[] | select(.costUsd > 0.05) | .id'

  --state STATE         ${EDIT_STATES.join(', ')}
  --search TEXT         a part of the source key, prompt, preset or id
  --limit N             1 to 100 (default 20)
  --cursor TEXT         the next page: the "cursor" of the one before (--json)
  --aws STACK_OR_URL    a deployed Darkroom
  --json                the page as the API answers it
`;

/** The command. */
export const listCommand: Command = {
  name: 'list',
  summary: 'list edits, newest first',
  help: HELP,
  run: async (args, io) => {
    const { said } = readWords(args, {
      command: 'darkroom list',
      flags: { state: 'text', search: 'text', limit: 'number', cursor: 'text' },
      names: { min: 0, max: 0, what: 'no names' },
    });
    const state = said.state?.toUpperCase();
    const query = checkSaid(
      listQuerySchema,
      given({
        state,
        search: said.search,
        cursor: said.cursor,
        limit: said.limit === undefined ? undefined : String(said.limit),
      }),
      { hint: 'Help: darkroom list --help' },
    );
    const page = await connected(io, said.aws, ({ client }) =>
      client.edits.list(
        { ...given({ state: query.state, search: query.search, cursor: query.cursor }), limit: said.limit ?? 20 },
        { signal: io.signal },
      ),
    );
    io.out(said.json === true ? `${JSON.stringify(page)}\n` : pageText(page, io.now()));
    return EXIT.done;
  },
};

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
  const more = cursor === undefined ? '' : `There are more: darkroom list --cursor ${cursor}\n`;
  return `${table(['id', 'age', 'status', 'made', 'cost', 'what'], rows)}${more}`;
};

const whatOf = ({ preset, prompt, source, problem }: EditView): string => {
  const from = source.key ?? 'api';
  return shorten(`${from}: ${problem === undefined ? (preset ?? prompt) : problem.message}`, 70);
};
