/** `edit`: one edit from the pictures to the result. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { EditView } from '#client/types.ts';
import { type Command, type CommandIo, EXIT, type ExitCode } from '../command.ts';
import { type Connection, connect } from '../connect.ts';
import { createProgressLine } from '../progress-line.ts';
import { EDIT_HELP, type EditOptions, readEditOptions } from './edit-options.ts';
import { copyResults, jsonReport, problemReport, storedImages } from './edit-report.ts';
import { type PictureArgument, readPictureArgument, uploadPictures } from './picture-files.ts';

/** The command. */
export const editCommand: Command = {
  name: 'edit',
  summary: 'edit one to three pictures and wait for the result',
  help: EDIT_HELP,
  run: async (args, io) => {
    const options = readEditOptions(args);
    const pictures = await Promise.all(options.pictures.map((picture) => readPictureArgument(picture, io.cwd)));
    const connection = await connect(io);
    try {
      return await report(await order(connection, options, pictures, io), options, connection, io);
    } finally {
      await connection.close();
    }
  },
};

/** Orders the edit and waits for its end. Each run is an edit of its own. */
const order = async (
  { client }: Connection,
  { request }: EditOptions,
  pictures: readonly PictureArgument[],
  io: CommandIo,
): Promise<EditView> => {
  const { signal } = io;
  const line = createProgressLine(io);
  try {
    const images = await uploadPictures(client, pictures, signal);
    const ordered = await client.edits.create({ ...request, images: [...images] }, { idempotencyKey: randomUUID(), signal });
    line.show(ordered);
    return await client.edits.wait(ordered.id, { signal, onView: line.show });
  } finally {
    line.end();
  }
};

const report = async (edit: EditView, options: EditOptions, { home }: Connection, io: CommandIo): Promise<ExitCode> => {
  const stored = storedImages(edit, home);
  const [first = 'edit'] = options.pictures;
  const images = options.out === undefined ? stored : await copyResults(stored, resolve(io.cwd, options.out), first);
  io.err(problemReport(edit));
  io.out(options.json ? jsonReport(edit, images) : images.map(({ path }) => `${path}\n`).join(''));
  if (edit.status === 'REJECTED') return EXIT.refused;
  return edit.status === 'SUCCEEDED' || edit.status === 'PARTIAL' ? EXIT.done : EXIT.failed;
};
