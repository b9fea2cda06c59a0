/** `watch`: follow edits until they have ended. */
import type { EditState, EditView } from '#client/types.ts';
import { severalEdits } from '../args/edit-names.ts';
import { findEditId, SHOWN_ID_CHARACTERS } from '../args/find-edit.ts';
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { type CommandIo, EXIT, type ExitCode, worstExit } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import { exitOf, problemReport, storedImages } from '../output/edit-report.ts';
import { jsonLine } from '../output/print.ts';
import { createProgressBoard } from '../output/progress-board.ts';
import { wayOut } from '../wait/describe-wait.ts';
import { PROCESS_TIME, waitForEdit } from '../wait/wait-for-edit.ts';
import { createWaitReporter } from '../wait/wait-reporter.ts';

const UNDER_WAY: readonly EditState[] = ['QUEUED', 'SUBMITTING', 'RUNNING'];
/** Calls that wait at the same time: each holds a connection, and on AWS an invocation. */
const CONCURRENCY = 20;

/** The command. */
export const watchCommand = defineCommand({
  name: 'watch',
  summary: 'follow edits live until they have ended',
  about: 'Follow edits live until they have ended: those that are named, or all that are under way now.',
  examples: ['watch', 'watch last', 'watch 3f2a91c0d4 90bd12aa07', "watch --json | jq -c '{id, status}'"],
  names: severalEdits(0),
  flags: { ...awsFlag(), ...jsonFlag('every change of every edit as one JSON object a line; long waits so on standard error') },
  notes: [
    'Exit status: 0 all were done, 1 one failed or was canceled, 2 one was rejected. UNRESOLVED has a way out: retry ID --adopt TASK.',
  ],
  run: async ({ options, names }, io) =>
    connected(io, options.aws, async (connection) => {
      const ids = names.length === 0 ? await underWay(connection, io) : await named(connection, names, io);
      if (ids.length === 0) io.err('No edit is under way.\n');
      return follow(ids, options.json, connection, io);
    }),
});

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
  const printChange = createChangePrinter(json, io);
  try {
    const codes = await mapConcurrent(ids, CONCURRENCY, async (id) => {
      const name = id.slice(0, SHOWN_ID_CHARACTERS);
      const onView = (edit: EditView): void => {
        board.show(name, edit);
        printChange(edit);
      };
      const onWait = createWaitReporter(io, { json, name, say: board.say, time: PROCESS_TIME });
      const ended = await waitForEdit(connection.client, id, { signal: io.signal, onView, onWait });
      const code = exitOf(ended);
      board.end(name, code === EXIT.done ? 'done' : 'failed');
      if (!json) board.print(endText(ended, connection));
      if (problemReport(ended) !== '') board.say(`${name}: ${problemReport(ended)}${wayOut(ended)}`);
      return code;
    });
    return worstExit(codes);
  } finally {
    board.close();
  }
};

/** Prints an edit as JSON whenever its status is another one than before. */
const createChangePrinter = (json: boolean, io: CommandIo) => {
  const last = new Map<string, EditState>();
  return (edit: EditView): void => {
    if (last.get(edit.id) === edit.status) return;
    last.set(edit.id, edit.status);
    if (json) io.out(jsonLine(edit));
    else if (!io.interactive && !edit.ended)
      io.out(`${edit.id.slice(0, SHOWN_ID_CHARACTERS)} ${edit.status} ${edit.statusText}\n`);
  };
};

const endText = (edit: EditView, connection: Connection): string =>
  [
    `${edit.id.slice(0, SHOWN_ID_CHARACTERS)} ${edit.status} after ${edit.seconds.total ?? 0} s\n`,
    ...storedImages(edit, connection).map(({ path, key }) => `  ${path ?? key}\n`),
  ].join('');
