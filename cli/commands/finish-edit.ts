/** From an ordered edit to its report: what `edit` and `retry` have in common. */
import { resolve } from 'node:path';
import type { EditView } from '#client/types.ts';
import { type CommandIo, EXIT, type ExitCode } from '../command.ts';
import type { Connection } from '../connect.ts';
import { copyResults, exitOf, jsonReport, problemReport, storedImages } from '../output/edit-report.ts';

/** How results are reported. */
export interface ReportOptions {
  readonly json: boolean;
  readonly out?: string;
  /** What copies are called after. */
  readonly name: string;
}

/** Prints the results of an ended edit, copies them where asked, and answers the exit status. On AWS they are always downloaded. */
export const reportEdit = async (
  edit: EditView,
  { json, out, name }: ReportOptions,
  connection: Connection,
  io: CommandIo,
): Promise<ExitCode> => {
  const stored = storedImages(edit, connection);
  const folder = out ?? (connection.place.kind === 'aws' ? '.' : undefined);
  const images = folder === undefined || stored.length === 0 ? stored : await copyResults(stored, resolve(io.cwd, folder), name);
  io.err(problemReport(edit));
  io.out(json ? jsonReport(edit, images) : images.map(({ path, key }) => `${path ?? key}\n`).join(''));
  return exitOf(edit);
};

/** Prints an edit that nobody waits for. */
export const reportOrdered = (edit: EditView, json: boolean, { place }: Connection, io: CommandIo): ExitCode => {
  io.out(json ? `${JSON.stringify(edit)}\n` : `${edit.id}\n`);
  if (place.kind === 'here' && !place.stays) io.err('No Darkroom is running here: the edit goes on with the next npm start.\n');
  return EXIT.done;
};
