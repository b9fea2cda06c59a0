/** `edit`: from pictures to results, together or each by itself. */
import { randomUUID } from 'node:crypto';
import type { EditView } from '#client/types.ts';
import { EDIT_HELP, type EditOptions, fusedPictures, readEditOptions } from '../args/edit-options.ts';
import { expandNames } from '../args/expand-names.ts';
import { type Command, type CommandIo, EXIT, type ExitCode } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { atOnce } from '../map-concurrent.ts';
import { foreseen } from '../output/error-to-problem.ts';
import { createProgressBoard } from '../output/progress-board.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { reportEdit, reportOrdered } from './finish-edit.ts';
import { type PictureArgument, readPictureArgument, uploadPictures } from './picture-files.ts';

/** The command. */
export const editCommand: Command = {
  name: 'edit',
  summary: 'edit one to three pictures together, or each of many',
  help: EDIT_HELP,
  run: async (args, io) => {
    const options = readEditOptions(args);
    const names = await expandNames(options.pictures, io.cwd);
    return options.each ? editEach(names, options, io) : editTogether(fusedPictures(names), options, io);
  },
};

/** Orders one edit. Each run is an edit of its own. */
const order = async (
  { client }: Connection,
  { request }: EditOptions,
  pictures: readonly PictureArgument[],
  { signal }: CommandIo,
): Promise<EditView> => {
  const images = await uploadPictures(client, pictures, signal);
  return client.edits.create({ ...request, images: [...images] }, { idempotencyKey: randomUUID(), signal });
};

const editTogether = async (names: readonly string[], options: EditOptions, io: CommandIo): Promise<ExitCode> => {
  const pictures = await Promise.all(names.map((name) => readPictureArgument(name, io.cwd)));
  return connected(io, options.aws, async (connection) => {
    const line = createProgressLine(io);
    try {
      const ordered = await order(connection, options, pictures, io);
      if (!options.wait) return reportOrdered(ordered, options.json, connection, io);
      line.show(ordered);
      const ended = await connection.client.edits.wait(ordered.id, { signal: io.signal, onView: line.show });
      line.end();
      return await reportEdit(ended, { ...options, name: names[0] ?? 'edit' }, connection, io);
    } finally {
      line.end();
    }
  });
};

/** Every picture is looked at before the first is paid; then a refused or failed one does not keep the others from being edited. */
const editEach = async (names: readonly string[], options: EditOptions, io: CommandIo): Promise<ExitCode> => {
  const pictures = await Promise.all(names.map(async (name) => ({ name, picture: await readPictureArgument(name, io.cwd) })));
  return connected(io, options.aws, async (connection) => {
    const board = createProgressBoard(io, names.length);
    const codes = new Set<ExitCode>();
    try {
      await atOnce(pictures, options.concurrency, async ({ name, picture }) => {
        const told: string[] = [];
        const quiet: CommandIo = { ...io, out: board.print, err: (text) => void told.push(text) };
        const code = await editOne(name, picture, options, connection, { io: quiet, show: (edit) => board.show(name, edit) });
        codes.add(code);
        board.end(name, code === EXIT.done ? 'done' : 'failed');
        if (told.join('') !== '') board.say(`${name}: ${told.join('')}`);
      });
    } finally {
      board.close();
    }
    if (codes.has(EXIT.failed)) return EXIT.failed;
    return codes.has(EXIT.refused) ? EXIT.refused : EXIT.done;
  });
};

const editOne = async (
  name: string,
  picture: PictureArgument,
  options: EditOptions,
  connection: Connection,
  { io, show }: { readonly io: CommandIo; readonly show: (edit: EditView) => void },
): Promise<ExitCode> => {
  try {
    const ordered = await order(connection, options, [picture], io);
    if (!options.wait) return reportOrdered(ordered, options.json, connection, io);
    show(ordered);
    const ended = await connection.client.edits.wait(ordered.id, { signal: io.signal, onView: show });
    return await reportEdit(ended, { ...options, name }, connection, io);
  } catch (error) {
    const problem = io.signal.aborted ? undefined : foreseen(error);
    if (problem === undefined) throw error;
    const { refused, ...told } = problem;
    io.err(`${told.message}\n${told.hint}\n`);
    if (options.json) io.out(`${JSON.stringify({ picture: name, error: told })}\n`);
    return refused ? EXIT.refused : EXIT.failed;
  }
};
