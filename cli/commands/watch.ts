/** `watch`: follow edits until they have ended. */
import type { EditState, EditView } from '#client/types.ts';
import { findEditId, SHOWN_ID_CHARACTERS } from '../args/find-edit.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, type CommandIo, EXIT, type ExitCode } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { atOnce } from '../map-concurrent.ts';
import { exitOf, problemReport, storedImages } from '../output/edit-report.ts';
import { createProgressBoard } from '../output/progress-board.ts';

const HELP = `Follow edits live until they have ended: those that are named, or all that are under way now.

  darkroom watch
  darkroom watch last
  darkroom watch 3f2a91c0d4 90bd12aa07
  darkroom watch --json | jq -c '{id, status}'

  ID...                 ids, their first characters, or last
  --aws STACK_OR_URL    a deployed Darkroom
  --json                every change of every edit as one JSON object a line

Exit status: 0 all were done, 1 one failed or was canceled, 2 one was refused.
`;

const UNDER_WAY: readonly EditState[] = ['QUEUED', 'SUBMITTING', 'RUNNING'];
/** Calls that wait at the same time: each holds a connection, and on AWS an invocation. */
const FOLLOWED_AT_ONCE = 20;

/** The command. */
export const watchCommand: Command = {
  name: 'watch',
  summary: 'follow edits live until they have ended',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom watch',
      flags: {},
      names: { min: 0, max: 100, what: 'ids of edits' },
    });
    return connected(io, said.aws, async (connection) => {
      const ids = names.length === 0 ? await underWay(connection, io) : await named(connection, names, io);
      if (ids.length === 0) io.err('No edit is under way.\n');
      return follow(ids, said.json === true, connection, io);
    });
  },
};

const named = async ({ client }: Connection, names: readonly string[], { signal }: CommandIo): Promise<readonly string[]> => [
  ...new Set(await Promise.all(names.map((name) => findEditId(client, name, signal)))),
];

const underWay = async ({ client }: Connection, { signal }: CommandIo): Promise<readonly string[]> => {
  const ids = new Set<string>();
  for (const state of UNDER_WAY) {
    for await (const { id } of client.edits.all({ state, limit: 100 }, { signal })) ids.add(id);
  }
  return [...ids];
};

const follow = async (ids: readonly string[], json: boolean, connection: Connection, io: CommandIo): Promise<ExitCode> => {
  const board = createProgressBoard(io, ids.length);
  const codes: ExitCode[] = [];
  const change = createChanges(json, io);
  try {
    await atOnce(ids, FOLLOWED_AT_ONCE, async (id) => {
      const name = id.slice(0, SHOWN_ID_CHARACTERS);
      const onView = (edit: EditView): void => {
        board.show(name, edit);
        change(edit);
      };
      const ended = await connection.client.edits.wait(id, { signal: io.signal, onView });
      const code = exitOf(ended);
      codes.push(code);
      board.end(name, code === EXIT.done ? 'done' : 'failed');
      if (!json) board.print(endText(ended, connection));
      if (problemReport(ended) !== '') board.say(`${name}: ${problemReport(ended)}`);
    });
  } finally {
    board.close();
  }
  return codes.includes(EXIT.failed) ? EXIT.failed : codes.includes(EXIT.refused) ? EXIT.refused : EXIT.done;
};

/** Prints an edit as JSON whenever its status is another one than before. */
const createChanges = (json: boolean, io: CommandIo) => {
  const last = new Map<string, EditState>();
  return (edit: EditView): void => {
    if (last.get(edit.id) === edit.status) return;
    last.set(edit.id, edit.status);
    if (json) io.out(`${JSON.stringify(edit)}\n`);
    else if (!io.interactive && !edit.ended)
      io.out(`${edit.id.slice(0, SHOWN_ID_CHARACTERS)} ${edit.status} ${edit.statusText}\n`);
  };
};

const endText = (edit: EditView, connection: Connection): string =>
  [
    `${edit.id.slice(0, SHOWN_ID_CHARACTERS)} ${edit.status} after ${edit.seconds.total ?? 0} s\n`,
    ...storedImages(edit, connection).map(({ path, key }) => `  ${path ?? key}\n`),
  ].join('');
